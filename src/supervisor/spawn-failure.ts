/** Why a program could not be started, in Supervisor's words where it has any: what `spawnerr` and the activity log say. */
import type { ProcessConfig } from "../config/configuration.ts";
import type { Errno, SpawnStep } from "../system/system.ts";
import type { SpawnTrouble } from "./spawn-program.ts";

export interface SpawnFailureText {
  readonly reason: string;
  /** There was a child, or almost: as under Supervisor, its own log tells, too. */
  readonly toChildLog: boolean;
}

/** @param argv0 the program as its command names it */
export function describeSpawnFailure(
  config: Pick<ProcessConfig, "name" | "directory" | "user">,
  argv0: string,
  failure: SpawnTrouble,
): SpawnFailureText {
  const { name } = config;
  if (failure.step === "identity") {
    const reason = `couldn't setuid to ${config.user?.uid}: Can't drop privilege as nonroot user`;
    return { reason, toChildLog: true };
  }
  const { step, errno } = failure;
  if (step === "pipes") return { reason: pipeFailure(name, errno), toChildLog: false };
  if (step === "fork") return { reason: forkFailure(name, errno), toChildLog: false };
  return { reason: stepFailure(config, argv0, step, errno), toChildLog: true };
}

function stepFailure(
  config: Pick<ProcessConfig, "directory" | "user">,
  argv0: string,
  step: SpawnStep,
  errno: Errno,
): string {
  switch (step) {
    case "chdir":
      return `couldn't chdir to ${config.directory}: ${errno}`;
    case "exec":
      return `couldn't exec ${argv0}: ${errno}`;
    case "groups":
    case "gid":
    case "uid":
      return `couldn't setuid to ${config.user?.uid}: ${errno} (${step})`;
    default:
      return `couldn't prepare ${argv0}: ${errno} (${step})`;
  }
}

function pipeFailure(name: string, errno: Errno): string {
  if (errno === "EMFILE" || errno === "ENFILE") return `too many open files to spawn '${name}'`;
  return `unknown error making dispatchers for '${name}': ${errno}`;
}

function forkFailure(name: string, errno: Errno): string {
  if (errno === "EAGAIN") return `Too many processes in process table to spawn '${name}'`;
  return `unknown error during fork for '${name}': ${errno}`;
}
