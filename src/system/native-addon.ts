/**
 * The functions of the addon (`native/*.c`), as thin as they are there: a number where an outcome is expected is an
 * errno, 0 is success.
 */
export interface NativeAddon {
  /**
   * `strings` holds file, cwd ("" to stay), argv and env, each ended by a NUL. `umask` -1 keeps it; `newSession` 0
   * makes a process group instead; `groups` undefined keeps the user. Returns the pid, or the failing step and errno.
   */
  spawn(
    strings: Uint8Array,
    argc: number,
    envc: number,
    stdin: number,
    stdout: number,
    stderr: number,
    umask: number,
    newSession: 0 | 1,
    uid: number,
    gid: number,
    groups: Uint32Array | undefined,
  ): number | [step: string, errno: number];
  /** Four numbers for each ended child: pid, exit code, signal (0: exited), 1 if it dumped core. */
  reap(): number[];
  kill(pid: number, signal: number): number;
  ignoreSignal(signal: number): number;
  becomeSubreaper(): number;
  pipe(): [read: number, write: number] | number;
  setPipeSize(fd: number, bytes: number): number;
  /** `mode` as fstat has it. Bytes taken without waiting, or minus an errno. */
  writeNow(fd: number, mode: number, bytes: Uint8Array): number;
  /** 0 or an errno. */
  sendDatagram(path: Uint8Array, bytes: Uint8Array): number;
  /** dup2(2): 0 or an errno. */
  duplicateOnto(from: number, to: number): number;
  /** A listening descriptor, or minus an errno. The address is numeric. Backlog 0: the largest. */
  listenTcp(address: string, port: number, backlog: number): number;
  /** The same; uid and gid -1 stay as they are. */
  listenUnix(path: Uint8Array, mode: number, uid: number, gid: number, backlog: number): number;
  /** 0 or an errno. */
  connectUnix(path: Uint8Array): number;
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
