import { isFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { showNamespec } from "../namespec.ts";
import { jsonFlag, printJson, takeJson } from "../print-json.ts";

export const avail: Command = {
  name: "avail",
  summary: "Show every configured process",
  help: ["avail\t\t\tDisplay all configured processes"],
  operands: "none",
  flags: [jsonFlag("with every option")],
  takesNothing: true,
  async run(session, operands) {
    const { asJson } = takeJson(operands);
    try {
      const configs = await session.client.getAllConfigInfo();
      if (asJson) {
        printJson(session, configs);
        return;
      }
      for (const config of configs) {
        const name = showNamespec(config.group, config.name).padEnd(32);
        const inUse = (config.inuse ? "in use" : "avail").padEnd(9);
        const autostart = (config.autostart ? "auto" : "manual").padEnd(9);
        session.print(`${name} ${inUse} ${autostart} ${config.group_prio}:${config.process_prio}`);
      }
    } catch (error) {
      if (!isFault(error, "SHUTDOWN_STATE")) throw error;
      session.complain("ERROR: supervisor shutting down", asJson);
      session.exitStatus = exitStatus.generic;
    }
  },
};
