import type { Command } from "../command.ts";
import { runDescribe } from "../describe/run-describe.ts";
import { jsonFlag } from "../print-json.ts";
import { readOperands, refuse } from "../read-operands.ts";

export const describe: Command = {
  name: "describe",
  summary: "Show everything that is known of processes",
  help: [
    "describe <name> [...]\tState, last lives, logs and options of processes, groups, patterns or all,",
    "\t\t\tand where each option is written",
  ],
  operands: "processes",
  flags: [jsonFlag()],
  checksServer: true,
  addedHere: true,
  async run(session, words) {
    const read = readOperands(session, describe, words);
    if (read === undefined) return;
    if (read.operands.length === 0) refuse(session, describe, "describe requires a process name");
    else await runDescribe(session, read.operands, read.given.has("--json"));
  },
};
