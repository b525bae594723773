/**
 * The functions of the addon (`native/*.c`), as thin as they are there: a number where an outcome is expected is an
 * errno, 0 is success.
 */
export interface NativeAddon {
  /** Takes what `encodeSpawnPlan` gives. Returns the pid, or the failing step and errno. */
  spawn(plan: Uint8Array): number | [step: string, errno: number];
  /** A pid, 0 for none. */
  firstEnded(): number;
  /** Exit code, signal (0: exited), 1 if it dumped core. */
  collect(pid: number): [code: number, signal: number, core: number] | undefined;
  kill(pid: number, signal: number): number;
  ignoreSignal(signal: number): number;
  becomeSubreaper(): number;
  pipe(): [read: number, write: number] | number;
  setPipeSize(fd: number, bytes: number): number;
  /** Bytes read, 0 at the end, or minus an errno: EAGAIN when there is nothing now. */
  readNow(fd: number, into: Uint8Array): number;
  /** Before the next three, once: whatever they read lies in `into` for the call of `onRead`, which gets what `readNow` returns. */
  readPipes(into: Uint8Array, onRead: (fd: number, count: number) => void): void;
  /** Makes it non-blocking and reads it from now on, whenever there is something. Here and below: 0 or an errno. */
  watchPipe(fd: number): number;
  /** Whether to read it now. */
  wakePipe(fd: number, awake: 0 | 1): number;
  /** The descriptor stays open. */
  forgetPipe(fd: number): number;
  /** `mode` as fstat has it. Bytes taken without waiting, or minus an errno. */
  writeNow(fd: number, mode: number, bytes: Uint8Array): number;
  /** 0 or an errno. */
  sendDatagram(path: Uint8Array, bytes: Uint8Array): number;
  /** dup2(2): 0 or an errno. */
  duplicateOnto(from: number, to: number): number;
  /** Another number for the same open file, close-on-exec; or minus an errno. */
  copyDescriptor(fd: number): number;
  /** A listening descriptor, or minus an errno. The address is numeric. Backlog 0: the largest. */
  listenTcp(address: string, port: number, backlog: number): number;
  /** The same; uid and gid -1 stay as they are. */
  listenUnix(path: Uint8Array, mode: number, uid: number, gid: number, backlog: number): number;
  /** 0 or an errno. */
  connectUnix(path: Uint8Array): number;
  /** Here and below: names in an open directory, -1 for the current one. A descriptor, or minus an errno. */
  openAt(directory: number, name: string, flags: number, mode: number): number;
  /** A descriptor of a directory, or minus an errno. */
  enterAt(directory: number, name: string, follow: 0 | 1): number;
  /** What the name itself is, were it a link, or an errno. */
  lookAt(directory: number, name: string): [device: number, mode: number, uid: number] | number;
  /** Where a link leads, or an errno. */
  readLinkAt(directory: number, name: string): string | number;
  /** 0 or an errno. */
  renameAt(directory: number, from: string, to: string): number;
  /** 0 or an errno. */
  removeAt(directory: number, name: string): number;
  /** Of the byte at `offset`, for as long as the file is open. 0 or an errno. */
  lockShared(fd: number, offset: number): number;
  /** 1 if another open file has a lock there, else 0; or minus an errno. */
  isLockedByOthers(fd: number, offset: number): number;
  /** Of V8, as on Node's command line. 0: this Node does not let us. */
  setEngineFlags(flags: string): 0 | 1;
  getLimit(resource: "nofile" | "nproc"): [soft: number, hard: number] | number;
  setLimit(resource: "nofile" | "nproc", soft: number, hard: number): number;
  userByName(name: string): NativeUser | number | undefined;
  userByUid(uid: number): NativeUser | number | undefined;
  groupByName(name: string): NativeGroup | number | undefined;
  groupByGid(gid: number): NativeGroup | number | undefined;
  groupsOf(name: string, gid: number): number[] | number;
}

export type NativeUser = [name: string, uid: number, gid: number, home: string, shell: string];
export type NativeGroup = [name: string, gid: number];
