import { ConnectionError } from "../../client/connection-error.ts";
import { isFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";

export const shutdown: Command = {
  name: "shutdown",
  summary: "Stop every process and supervisord itself",
  help: ["shutdown \tShut the remote supervisord down."],
  operands: "none",
  takesNothing: true,
  async run(session) {
    if (!(await session.confirms("Really shut the remote supervisord process down y/N? "))) return;
    try {
      await session.client.shutdown();
      session.print("Shut down");
    } catch (error) {
      if (isFault(error, "SHUTDOWN_STATE")) {
        session.print("ERROR: already shutting down");
        return;
      }
      const gone = error instanceof ConnectionError ? goneText[error.problem] : undefined;
      if (gone === undefined) throw error;
      session.print(`ERROR: ${session.serverUrl} ${gone} (already shut down?)`);
      session.exitStatus = exitStatus.generic;
    }
  },
};

const goneText: Partial<Record<ConnectionError["problem"], string>> = {
  refused: "refused connection",
  missing: "no such file",
};
