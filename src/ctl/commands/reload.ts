import { isFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";

export const reload: Command = {
  name: "reload",
  summary: "Restart supervisord with its configuration read anew",
  help: ["reload \t\tRestart the remote supervisord."],
  operands: "none",
  takesNothing: true,
  async run(session) {
    if (!(await session.confirms("Really restart the remote supervisord process y/N? "))) return;
    try {
      await session.client.restart();
      session.print("Restarted supervisord");
    } catch (error) {
      if (!isFault(error, "SHUTDOWN_STATE")) throw error;
      session.print("ERROR: already shutting down");
      session.exitStatus = exitStatus.generic;
    }
  },
};
