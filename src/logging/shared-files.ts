import { posix } from "node:path";
import type { Clock, Files } from "../system/system.ts";
import { LossReport, type ReportTrouble } from "./loss-report.ts";
import { RotatingFile, type RotationPolicy } from "./rotating-file.ts";
import type { Sink } from "./sink.ts";

interface SharedFile {
  readonly loss: LossReport;
  readonly users: Set<RotationPolicy>;
  file: RotatingFile | undefined;
}

/**
 * The log files that are open, one `RotatingFile` per path however many channels write to it: stdout and stderr of a
 * program, all processes of a program with numprocs, or several programs may name the same file. With a file object
 * each, as in Supervisor, each would rotate for itself and write on into what another has renamed or emptied.
 */
export class SharedFiles {
  readonly #files: Files;
  readonly #clock: Clock;
  readonly #report: ReportTrouble;
  readonly #byPath = new Map<string, SharedFile>();

  constructor(files: Files, clock: Clock, report: ReportTrouble) {
    this.#files = files;
    this.#clock = clock;
    this.#report = report;
  }

  /** Throws ErrnoException. `mode` is for a new file, less the umask. */
  open(path: string, policy: RotationPolicy, mode: number): Sink {
    const key = posix.resolve(path);
    const shared = this.#shared(key, path);
    const user = { ...policy };
    const usersPolicy = joined([...shared.users, user]);
    const { file = new RotatingFile(this.#files, path, usersPolicy, mode, shared.loss, this.#report) } = shared;
    if (file === shared.file) file.renew();
    shared.file = file;
    file.setPolicy(usersPolicy);
    shared.users.add(user);
    return {
      write: (chunk) => file.write(chunk),
      reopen: () => file.reopen(),
      renew: () => file.renew(),
      clear: () => file.clear(),
      close: () => this.#leave(key, shared, user),
    };
  }

  /** Counter of what is lost on the way to `path`, for writers that have not got it open. */
  lossReport(path: string): LossReport {
    return this.#shared(posix.resolve(path), path).loss;
  }

  #shared(key: string, path: string): SharedFile {
    const known = this.#byPath.get(key);
    if (known) return known;
    const shared = {
      loss: new LossReport(path, this.#clock, this.#report),
      users: new Set<RotationPolicy>(),
      file: undefined,
    };
    this.#byPath.set(key, shared);
    return shared;
  }

  #leave(key: string, shared: SharedFile, user: RotationPolicy): void {
    if (!shared.users.delete(user)) return;
    if (shared.users.size > 0) {
      shared.file?.setPolicy(joined([...shared.users]));
      return;
    }
    shared.file?.close();
    shared.file = undefined;
    // What is still failing has its end to tell, after the next run of the program has opened the file again.
    if (!shared.loss.failing) this.#byPath.delete(key);
  }
}

/** Users of one file that want different things get the smallest limit (as if each rotated) and the most backups. */
function joined(policies: readonly RotationPolicy[]): RotationPolicy {
  const limits = policies.map(({ maxBytes }) => maxBytes).filter((maxBytes) => maxBytes > 0);
  return {
    maxBytes: limits.length > 0 ? Math.min(...limits) : 0,
    backups: Math.max(...policies.map(({ backups }) => backups)),
  };
}
