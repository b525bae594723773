import type { Command } from "../command.ts";
import { parseDuration } from "../parse-duration.ts";
import { readOperands, refuse } from "../read-operands.ts";
import { runWait } from "../wait/run-wait.ts";
import { waitConditions } from "../wait/wait-conditions.ts";

const names = waitConditions.map(({ name }) => name);

export const wait: Command = {
  name: "wait",
  summary: "Wait until processes run, are stopped or have exited",
  help: [
    "wait <name> [...]\tWait until processes, groups, patterns or all are running; status 0 then,",
    "\t\t\t1 when they will not be, 124 when the time is up",
    ...waitConditions.map(({ name, meaning }) => `  --for ${name.padEnd(9)}  ${meaning}`),
  ],
  operands: "processes",
  flags: [
    {
      name: "--for",
      value: "WHAT",
      summary: `What to wait for: ${names.join(", ")}; default ${names[0]}`,
      added: true,
    },
    { name: "--timeout", value: "TIME", summary: "At most so long: 250ms, 60s, 5m; default: no limit", added: true },
  ],
  checksServer: true,
  addedHere: true,
  async run(session, words) {
    const read = readOperands(session, wait, words);
    if (read === undefined) return;
    const { given, operands } = read;
    const wanted = given.get("--for") ?? names[0];
    const condition = waitConditions.find(({ name }) => name === wanted);
    const timeout = given.get("--timeout");
    const timeoutMs = timeout === undefined ? undefined : parseDuration(timeout);
    if (operands.length === 0) refuse(session, wait, "wait requires a process name");
    else if (condition === undefined) refuse(session, wait, `cannot wait for ${wanted}, only for ${names.join(", ")}`);
    else if (timeout !== undefined && timeoutMs === undefined) {
      refuse(session, wait, `bad time ${timeout}: write 250ms, 60s, 5m or 1h30m`);
    } else await runWait(session, operands, { condition, timeout, timeoutMs });
  },
};
