/**
 * The port to the operating system: everything the supervisor asks of the kernel stands behind these interfaces.
 *
 * Each part of the program takes only the interface it needs (`Clock`, `Files`, ...); only `main/` picks the real
 * system (`node-system.ts`), unit tests pick the fake one (`fake-system.ts`). No policy lives here.
 *
 * Expected refusals of the kernel come back as values (an errno name such as "ESRCH"); `Files` throws Node's
 * `ErrnoException`, since every file call can fail and callers contain such faults in one place.
 */
export interface System {
  readonly clock: Clock;
  readonly processes: Processes;
  readonly users: Users;
  readonly files: Files;
  readonly limits: Limits;
  readonly streams: Streams;
  readonly datagrams: Datagrams;
  readonly sockets: Sockets;
}

/** Name of an errno, e.g. "ENOENT". */
export type Errno = string;

export interface Clock {
  /**
   * Milliseconds of a clock that only moves forward, whatever happens to the date, and that is the same for all programs
   * from one start of the machine to the next (CLOCK_MONOTONIC); may have a fraction.
   */
  monotonicMs(): number;
  /** Milliseconds since the epoch, for display only. */
  wallMs(): number;
  /** Calls `callback` once, never earlier than `delayMs` from now; any non-negative delay is fine, however long. */
  after(delayMs: number, callback: () => void): Timer;
  /** Calls `callback` once the I/O that is pending now has had its turn. */
  soon(callback: () => void): void;
}

export interface Timer {
  cancel(): void;
}

export interface Processes {
  /** Starts a program. Returns when the child has executed it, or names the step that failed. */
  spawn(request: SpawnRequest): SpawnResult;
  /** A child that has ended and was not collected yet, adopted orphans and children of plugins included. Never blocks. */
  firstEnded(): number | undefined;
  /** How a child ended, once: the kernel forgets it then. Undefined for what has not ended, or is no child. */
  collect(pid: number): ExitStatus | undefined;
  /**
   * kill(2); a negative pid means the process group; 0 and -1 (everybody) are refused. Any signal number, real-time ones
   * too. Returns undefined on success, else the errno ("ESRCH", ...).
   */
  kill(pid: number, signal: number): Errno | undefined;
  /**
   * Calls `listener` after SIGCHLD, once for any number of deaths, and keeps this process alive. Returns the way to stop
   * that.
   */
  onChildSignal(listener: () => void): () => void;
  /** A close-on-exec pipe; both ends blocking (a reader makes its own end non-blocking). Throws ErrnoException. */
  pipe(): Pipe;
  /** Closes a descriptor that this port gave out and nobody reads or writes. */
  closeDescriptor(fd: number): void;
  /** dup2(2): makes descriptor `to` the same open file as `from`. Returns undefined on success, else the errno. */
  duplicate(from: number, to: number): Errno | undefined;
  /** Asks for a pipe buffer of `bytes`; a refusal is silently ignored (it is only a matter of speed). */
  enlargePipe(fd: number, bytes: number): void;
  /**
   * Reads what a pipe holds. Calls `onData` with a view of a shared buffer: copy what must outlive the call.
   * @param pace default "prompt": whenever something was written
   */
  openPipeReader(fd: number, onData: (chunk: Uint8Array) => void, onEnd: () => void, pace?: ReadingPace): PipeReader;
  /**
   * Writes to a pipe without ever blocking the daemon.
   * @param pending what an earlier writer of the same pipe had queued: it goes first, in a later turn of the loop
   */
  openPipeWriter(fd: number, onError: (errno: Errno) => void, pending?: Uint8Array): PipeWriter;
  /** Every living process of this machine or container; empty where the system does not tell. */
  list(): readonly ListedProcess[];
  /** Undefined when there is no such living process (a zombie does not live), or the system does not tell. */
  identify(pid: number): ProcessIdentity | undefined;
  /** Names the time from one start of the machine to the next; undefined where the system does not tell. */
  bootId(): string | undefined;
  /** What a process uses now; undefined when it is gone or the system does not tell. */
  sample(pid: number): ProcessSample | undefined;
  /** Open descriptors of a process; undefined when it is gone, or belongs to somebody else. */
  countDescriptors(pid: number): number | undefined;
  /** Who listens on a TCP port of this machine; undefined where nobody does or the system does not tell. */
  portHolder(port: number): PortHolder | undefined;
  readonly ownPid: number;
  readonly ownUid: number;
}

export interface PortHolder {
  readonly pid: number;
  /** Its command line, for people. */
  readonly command: string;
}

/** Somebody who listens on a TCP port. */
export interface PortListener {
  /** Numeric: "127.0.0.1", "::". */
  readonly address: string;
  /** Undefined where the system does not tell. */
  readonly holder: PortHolder | undefined;
}

export interface ProcessIdentity {
  readonly pid: number;
  readonly parentPid: number;
  readonly groupId: number;
  /** When it began, in clock ticks since the machine's start: with it, a pid means one process only. */
  readonly startTicks: number;
}

export interface ListedProcess extends ProcessIdentity {
  /** Its real user; undefined when it is gone. */
  readUid(): number | undefined;
  /** Its command line as words; empty when it is gone. */
  readCommand(): readonly string[];
  /** The environment with which it was started; empty when it may not be read. */
  readEnvironment(): ReadonlyMap<string, string>;
  /** Paths of what it has open; none when that may not be read. */
  readOpenFiles(): readonly string[];
}

export interface ProcessSample {
  /** User and system time since its start, its children's not included. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

export interface Pipe {
  readonly read: number;
  readonly write: number;
}

/** "lazy": what is written in small pieces, one right after the other, may wait for up to 5 ms for those that follow. */
export type ReadingPace = "prompt" | "lazy";

export interface PipeReader {
  /**
   * Delivers at once, through `onData`, what is in the pipe right now (at most `maxBytes`), paused or not; calls `onEnd`
   * if that is all and nobody has the other end any more.
   */
  drain(maxBytes: number): void;
  /** Stops delivering until `resume`. */
  pause(): void;
  resume(): void;
  /** Closes the descriptor; `onEnd` is not called. Idempotent. */
  close(): void;
  /** Falls silent and leaves the descriptor open, for whoever goes on reading it. */
  release(): void;
}

export interface PipeWriter {
  /** Writes what the pipe takes and queues the rest. When nobody reads any more, `onError` is called before it returns. */
  write(bytes: Uint8Array): void;
  /** Bytes queued and not yet taken by the kernel. */
  readonly pendingBytes: number;
  /** A copy of them: exactly what the pipe has not got. */
  pending(): Uint8Array;
  /** Closes the descriptor; queued bytes are dropped. Idempotent. */
  close(): void;
  /** Falls silent and leaves the descriptor open, for whoever goes on writing to it; queued bytes are dropped. */
  release(): void;
}

export interface SpawnRequest {
  /** Path to execute; no PATH search. */
  readonly file: string;
  /** The whole argument vector, argv[0] included. */
  readonly argv: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Descriptors of this process that become 0, 1 and 2 of the child; it gets no others. */
  readonly stdio: readonly [stdin: number, stdout: number, stderr: number];
  readonly cwd?: string | undefined;
  readonly umask?: number | undefined;
  /** Become this user in the child: setgroups, setgid, setuid in this order. Pipes in `stdio` become the user's own. */
  readonly credentials?: Credentials | undefined;
  /** Its soft limit of open files, at most the hard one; undefined: that of this process. */
  readonly openFiles?: number | undefined;
  /** "group": own process group (setpgid); "session": own session (setsid). Default "group". */
  readonly leader?: "group" | "session" | undefined;
}

export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  /** Every supplementary group, the primary one first. */
  readonly groups: readonly number[];
}

/** What the child was doing when it failed. "fork" means that there was no child. */
export type SpawnStep = "fork" | "group" | "stdio" | "groups" | "gid" | "uid" | "chdir" | "limits" | "exec";

export type SpawnResult =
  | { readonly ok: true; readonly pid: number }
  | { readonly ok: false; readonly step: SpawnStep; readonly errno: Errno };

/** How a child ended. */
export type ExitStatus =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signaled"; readonly signal: number; readonly coreDumped: boolean };

export interface Users {
  byName(name: string): UserRecord | undefined;
  byUid(uid: number): UserRecord | undefined;
  groupByName(name: string): { readonly name: string; readonly gid: number } | undefined;
  groupByGid(gid: number): { readonly name: string; readonly gid: number } | undefined;
  /** Every group of a user, `gid` first (getgrouplist(3)). */
  groupsOf(name: string, gid: number): readonly number[];
}

export interface UserRecord {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
}

/** "unlimited" is Number.POSITIVE_INFINITY. */
export interface ResourceLimit {
  readonly soft: number;
  readonly hard: number;
}

export interface Limits {
  get(resource: "nofile" | "nproc"): ResourceLimit;
  /** Returns undefined on success, else the errno. */
  set(resource: "nofile" | "nproc", limit: ResourceLimit): Errno | undefined;
}

/**
 * Synchronous file calls, since a log write that returns later is a log line that can be lost. All throw.
 *
 * Those that open, create or change something by its path are for files of our own (logs, pid files), which may stand in
 * directories of other users: they follow links only by the rules of `own-file-rules.ts`. `stat`, `list` and `readText`
 * are for what somebody has named on purpose, and follow them all.
 */
export interface Files {
  /** Opens for appending, creating with `mode` (default 0o666, less the umask); close-on-exec. */
  openAppend(path: string, mode?: number): number;
  /** Creates anew for appending; fails with EEXIST; close-on-exec. */
  createExclusive(path: string, mode: number): number;
  openRead(path: string): number;
  close(fd: number): void;
  /** Writes at least one byte (may be short). */
  write(fd: number, bytes: Uint8Array): number;
  /** Reads up to `into.length` bytes at `position`; 0 at the end. */
  read(fd: number, into: Uint8Array, position: number): number;
  stat(target: string | number): FileStatus;
  /** Of the name itself: a link is a "link", not what it leads to. */
  lstat(path: string): FileStatus;
  /** For several acts in one directory. */
  openDirectory(path: string): Directory;
  remove(path: string): void;
  truncate(fd: number, length: number): void;
  list(directory: string): readonly string[];
  /**
   * A whole regular file; never waits. Throws an Error that says what it is for anything else, and EFBIG for more than
   * `maxBytes` (default 64 MiB).
   */
  readText(path: string, maxBytes?: number): string;
  /** The same of a file that this program writes itself. */
  readOwnText(path: string, maxBytes?: number): string;
  /**
   * Overwrites a whole small text file, created with `mode` less the umask; never waits. A device takes it, too; for
   * anything else it throws an Error that says what it is.
   */
  writeText(path: string, text: string, mode?: number): void;
  /** access(2) with X_OK for the real user. */
  canExecute(path: string): boolean;
  /**
   * Says, for as long as this process lives or until it is released, that it keeps files by this name in a directory.
   * Undefined where the system cannot tell that to others.
   */
  claim(directory: string, name: string): Claim | undefined;
}

export interface Claim {
  /** Whether another process says the same now. */
  readonly isShared: boolean;
  release(): void;
}

/** An open directory: its entries by their names in it. */
export interface Directory {
  /** Whether there is anything of that name, a link that leads nowhere included. Throws ErrnoException. */
  has(name: string): boolean;
  /** Moves an entry, a link itself, over another name. Throws ErrnoException. */
  rename(from: string, to: string): void;
  close(): void;
}

export interface FileStatus {
  readonly kind: "file" | "directory" | "pipe" | "socket" | "character-device" | "link" | "other";
  readonly size: number;
  readonly mode: number;
  readonly inode: number;
  readonly device: number;
  readonly uid: number;
  readonly gid: number;
  /** When its content was changed last, in milliseconds since the epoch: the kernel's tick, some milliseconds behind the clock. */
  readonly modifiedWallMs: number;
}

/** Output to what may make its writer wait (a pipe, a socket, a terminal), without ever waiting. */
export interface Streams {
  /**
   * `target` is a descriptor of this process, or the path of a node that is no regular file (links are followed as by
   * `Files`). Other users of the same
   * pipe, socket or terminal keep their blocking writes. Throws ErrnoException.
   */
  open(target: number | string): StreamWriter;
}

export interface StreamWriter {
  /** Hands over what the kernel takes right now; 0 when it would have to wait. Throws ErrnoException. */
  write(bytes: Uint8Array): number;
  /** Leaves a descriptor that was given by number open. Idempotent. */
  close(): void;
}

/** Local datagrams, as syslog takes them. */
export interface Datagrams {
  /**
   * Sends one datagram to the unix socket at `path` without waiting. Returns undefined on success, else the errno:
   * "EAGAIN" or "ENOBUFS" while the receiver is behind, "ENOENT" or "ECONNREFUSED" while there is none.
   */
  send(path: string, bytes: Uint8Array): Errno | undefined;
}

/** Listening sockets on which this process never accepts: their descriptors are for children. Close them as descriptors. */
export interface Sockets {
  /** The numeric address that a host name stands for, IPv4 first. Rejects with ErrnoException ("ENOTFOUND", ...). */
  lookup(host: string): Promise<string>;
  /**
   * A bound and listening TCP socket (SO_REUSEADDR), close-on-exec.
   * @param address numeric: to look up a name could take long
   * @param backlog connections that may wait; undefined: as many as the system allows
   * Throws ErrnoException ("EADDRINUSE", "EADDRNOTAVAIL", ...).
   */
  listenTcp(address: string, port: number, backlog: number | undefined): number;
  /**
   * The same on a new unix socket file, which has its mode and owner, and listens, from the first moment, whatever
   * somebody who may write to its directory does meanwhile. Throws ErrnoException: "EADDRINUSE" if the path exists,
   * whatever it is; "EPERM" if it may not be given away.
   */
  listenUnix(path: string, file: UnixSocketFile, backlog: number | undefined): number;
  /** Whether somebody takes connections at a unix socket. */
  answers(path: string): boolean;
}

export interface UnixSocketFile {
  /** Permission bits, whatever the umask. */
  readonly mode: number;
  /** Undefined: as this process creates files; -1 likewise for one of the two. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}
