import type { Command } from "../command.ts";
import { typesNamed } from "../follow-events/event-names.ts";
import { runEvents } from "../follow-events/run-events.ts";
import { readOperands, refuse } from "../read-operands.ts";

export const events: Command = {
  name: "events",
  summary: "Follow what happens, as lines",
  help: [
    "events [-f]\t\tStarts, ends and other changes as they happen, until Ctrl-C",
    "events <name> [...]\tThe same of processes, groups or patterns",
  ],
  operands: "processes",
  flags: [
    { name: "-f", summary: "Follow, which it does anyway; history shows what has been", added: true },
    {
      name: "--type",
      value: "TYPE[,TYPE]",
      summary: "Only PROCESS_STATE, PROCESS_STATE_EXITED (or EXITED), PROCESS_GROUP, ...",
      added: true,
    },
    { name: "--json", summary: "One JSON object a line", added: true },
  ],
  checksServer: true,
  addedHere: true,
  async run(session, words) {
    const read = readOperands(session, events, words);
    if (read === undefined) return;
    const { given, operands } = read;
    const types = typesNamed(given.get("--type"));
    if (typeof types === "string") refuse(session, events, types);
    else await runEvents(session, operands, { types, asJson: given.has("--json") });
  },
};
