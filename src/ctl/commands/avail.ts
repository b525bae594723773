import { isFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { showNamespec } from "../namespec.ts";

export const avail: Command = {
  name: "avail",
  summary: "Show every configured process",
  help: ["avail\t\t\tDisplay all configured processes"],
  operands: "none",
  takesNothing: true,
  async run(session) {
    try {
      for (const config of await session.client.getAllConfigInfo()) {
        const name = showNamespec(config.group, config.name).padEnd(32);
        const inUse = (config.inuse ? "in use" : "avail").padEnd(9);
        const autostart = (config.autostart ? "auto" : "manual").padEnd(9);
        session.print(`${name} ${inUse} ${autostart} ${config.group_prio}:${config.process_prio}`);
      }
    } catch (error) {
      if (!isFault(error, "SHUTDOWN_STATE")) throw error;
      session.print("ERROR: supervisor shutting down");
      session.exitStatus = exitStatus.generic;
    }
  },
};
