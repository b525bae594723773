import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { runTop } from "../top/run-top.ts";

export const top: Command = {
  name: "top",
  summary: "Watch all processes, and start, stop or read them by a key",
  help: ["top\t\t\tWatch state, processor time, memory, uptime and restarts; ? lists the keys"],
  operands: "none",
  takesNothing: true,
  checksServer: true,
  addedHere: true,
  async run(session) {
    if (!session.terminal.hasScreen) {
      session.complain("Error: top needs a terminal (and TERM another value than dumb); see also status --json", true);
      session.exitStatus = exitStatus.generic;
      return;
    }
    await runTop(session);
  },
};
