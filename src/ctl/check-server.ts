import { ConnectionError } from "../client/connection-error.ts";
import { isFault } from "../client/supervisor-fault.ts";
import { exitStatus } from "./exit-status.ts";
import { adviceOn, describeFailure } from "./failure.ts";
import type { Session } from "./session.ts";

const apiVersion = "3.0";

const noNamespace =
  "Sorry, supervisord responded but did not recognize the supervisor namespace commands that supervisorctl uses to " +
  "control it.  Please check that the [rpcinterface:supervisor] section is enabled in the configuration file (see " +
  "sample.conf).";

/** Whether a supervisord that we understand is there. Else says why not and sets the exit status. */
export async function checkServer(session: Session): Promise<boolean> {
  try {
    const version = await session.client.getVersion();
    if (version === apiVersion) return true;
    session.print(
      `Sorry, this version of supervisorctl expects to talk to a server with API version ${apiVersion}, ` +
        `but the remote version is ${version}.`,
    );
    session.exitStatus = exitStatus.notInstalled;
  } catch (error) {
    session.exitStatus = statusOf(error);
    session.print(isFault(error, "UNKNOWN_METHOD") ? noNamespace : describeFailure(error, session.serverUrl));
    const advice = adviceOn(error, session);
    if (advice !== undefined) session.terminal.writeError(`${advice}\n`);
  }
  return false;
}

/** Rethrows what is not about reaching the server: that is reported as any other failure. */
function statusOf(error: unknown): number {
  if (isFault(error, "UNKNOWN_METHOD")) return exitStatus.unimplementedFeature;
  if (error instanceof ConnectionError && error.problem === "refused") return exitStatus.insufficientPrivileges;
  if (error instanceof ConnectionError && error.problem === "missing") return exitStatus.notRunning;
  throw error;
}
