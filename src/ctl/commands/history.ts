import type { Command } from "../command.ts";
import { runHistory } from "../history/run-history.ts";
import { readOperands, refuse } from "../read-operands.ts";

const defaultCount = 20;

export const history: Command = {
  name: "history",
  summary: "Show when processes started and ended last",
  help: [
    "history\t\t\tLast starts and ends of all processes, the newest last",
    "history <name> [...]\tThe same of processes, groups or patterns",
  ],
  operands: "processes",
  flags: [
    { name: "-n", value: "COUNT", summary: `So many, or all; default ${defaultCount}`, added: true },
    { name: "--json", summary: "Print JSON", added: true },
  ],
  checksServer: true,
  addedHere: true,
  async run(session, words) {
    const read = readOperands(session, history, words);
    if (read === undefined) return;
    const count = read.given.get("-n") ?? String(defaultCount);
    if (!/^(?:\d{1,9}|all)$/.test(count)) refuse(session, history, `bad number ${count}`);
    else {
      await runHistory(session, read.operands, {
        count: count === "all" ? Number.POSITIVE_INFINITY : Number(count),
        asJson: read.given.has("--json"),
      });
    }
  },
};
