import type { LogChannel } from "../../client/call-options.ts";
import type { SupervisorClient } from "../../client/supervisor-client.ts";
import { isFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { followLogs, processLog } from "../follow-logs.ts";
import { readLastLines } from "../logs/rpc-logs.ts";
import { tailLogs } from "../logs/run-logs.ts";
import { printHelp } from "../print-help.ts";
import { namesOrAll, resolveProcesses } from "../resolve-names.ts";
import type { Session } from "../session.ts";
import { parseTailFlag } from "../tail-flag.ts";
import { takeFlags } from "../take-flags.ts";

export const tail: Command = {
  name: "tail",
  summary: "Show the end of a process's log, or follow it with -f",
  help: [
    "tail [-f] <name> [stdout|stderr] (default stdout)",
    "Ex:",
    "tail -f <name>\t\tContinuous tail of named process stdout",
    "\t\t\tCtrl-C to exit.",
    "tail -100 <name>\tlast 100 *bytes* of process stdout",
    "tail <name> stderr\tlast 1600 *bytes* of process stderr",
  ],
  addedHelp: [
    "tail -n 20 <name>\tlast 20 *lines*",
    "tail [...] <name> <name>\tThe same of several processes, patterns, groups or all, each below its name",
    "tail -f <name> <name>\tContinuous tail of several, each line behind its name",
  ],
  operands: "log-of-process",
  flags: [
    { name: "-f", summary: "Go on with what is written later, until Ctrl-C" },
    { name: "-n", value: "LINES", summary: "So many last lines; with -f, rotated files included", added: true },
  ],
  checksServer: true,
  async run(session, operands) {
    const complain = (message: string): void => {
      session.print(message);
      session.exitStatus = exitStatus.generic;
    };
    if (operands.some((operand) => operand.startsWith("-n"))) {
      await tailLines(session, operands, complain);
      return;
    }
    if (operands.length === 0) {
      complain("Error: too few arguments");
      printHelp(session, tail);
      return;
    }
    const [first = "", ...others] = operands;
    const flag = first.startsWith("-") ? parseTailFlag(first) : undefined;
    const names = first.startsWith("-") ? others : operands;
    const [name] = names;
    const { channel, processes } = splitChannel(names);
    const read = endOf(typeof flag === "number" ? flag : 1600);
    if (flag === "follow" && name !== undefined) await follow(session, names, complain);
    else if (processes.length > 1 && (await allKnown(session, processes))) {
      await printEnds(session, processes, channel, read, complain);
    } else if (operands.length > 3) {
      complain("Error: too many arguments");
      printHelp(session, tail);
    } else if (name === undefined) complain("Error: tail requires process name");
    else if (first.startsWith("-") && flag === undefined) complain(`Error: bad argument ${first}`);
    else if (names.length > 1 && !isChannel(names.at(-1) ?? "")) complain(`Error: bad channel '${names.at(-1)}'`);
    else await printEnds(session, [name], channel, read, complain);
  },
};

type Complain = (message: string) => void;

/** Reads the end of a log. */
type ReadEnd = (client: SupervisorClient, name: string, channel: LogChannel) => Promise<string>;

function endOf(bytes: number): ReadEnd {
  return (client, name, channel) =>
    channel === "stdout" ? client.readProcessStdoutLog(name, -bytes, 0) : client.readProcessStderrLog(name, -bytes, 0);
}

/** `tail -n LINES [-f] name... [stdout|stderr]` */
async function tailLines(session: Session, words: readonly string[], complain: Complain): Promise<void> {
  const { given, operands, problem } = takeFlags(tail.flags ?? [], words);
  const { channel, processes } = splitChannel(operands);
  const count = given.get("-n") ?? "";
  if (problem !== undefined) complain(`Error: ${problem}`);
  else if (!/^\d{1,9}$/.test(count)) complain(`Error: bad number of lines ${count}`);
  else if (processes.length === 0) complain("Error: tail requires process name");
  else if (given.has("-f")) {
    await tailLogs(session, processes, channel, Number(count));
  } else {
    const read: ReadEnd = async (client, name, from) =>
      (await readLastLines(client, name, from, Number(count))).replace(/\n$/, "");
    await printEnds(session, processes, channel, read, complain);
  }
}

/** A last word `stdout` or `stderr` is the channel, unless it is the only one. */
function splitChannel(names: readonly string[]): { channel: LogChannel; processes: readonly string[] } {
  const last = names.at(-1) ?? "";
  return names.length > 1 && isChannel(last)
    ? { channel: last, processes: names.slice(0, -1) }
    : { channel: "stdout", processes: names };
}

/** Whether all of several words are processes: Supervisor would take the second for a channel, and complain. */
async function allKnown(session: Session, operands: readonly string[]): Promise<boolean> {
  const processes = await session.client.getAllProcessInfo();
  return operands.every((operand) => namesOrAll(processes, operand).length > 0);
}

/** Where there are several, each has its name above it, as with tail(1). */
async function printEnds(
  session: Session,
  operands: readonly string[],
  channel: LogChannel,
  read: ReadEnd,
  complain: Complain,
): Promise<void> {
  const names = operands.includes("all")
    ? namesOrAll(await session.client.getAllProcessInfo(), "all")
    : await resolveProcesses(session, operands);
  for (const name of names) {
    if (names.length > 1) session.print(`==> ${name} <==`);
    await printEnd(session, name, channel, read, complain);
  }
}

async function printEnd(
  session: Session,
  name: string,
  channel: LogChannel,
  read: ReadEnd,
  complain: Complain,
): Promise<void> {
  try {
    session.printLog(await read(session.client, name, channel));
  } catch (error) {
    if (isFault(error, "NO_FILE")) complain(`${name}: ERROR (no log file)`);
    else if (isFault(error, "FAILED")) complain(`${name}: ERROR (unknown error reading log)`);
    else if (isFault(error, "BAD_NAME")) {
      complain(`${name}: ERROR (no such process name)`);
      session.missName(name);
    } else throw error;
  }
}

/** `tail -f name... [stdout|stderr]`; names may be patterns, groups and `all`. */
async function follow(session: Session, operands: readonly string[], complain: Complain): Promise<void> {
  const { channel, processes: names } = splitChannel(operands);
  const [only] = names;
  if (names.length === 1 && only !== undefined && /^[^*?[]+$/.test(only) && only !== "all" && !only.endsWith(":")) {
    await followLogs(session, [processLog(session.client, only, channel)]);
    return;
  }
  const processes = await session.client.getAllProcessInfo();
  const found = names.map((name) => namesOrAll(processes, name));
  const unknown = found.findIndex((shown) => shown.length === 0);
  if (unknown === -1) {
    const labels = new Set(found.flat());
    await followLogs(
      session,
      [...labels].map((name) => processLog(session.client, name, channel)),
    );
  } else if (operands.length === 2 && (found.at(-1)?.length === 0 || operands[0]?.startsWith("-"))) {
    // Supervisor knows one name and a channel here. It is told so unless only the first of two names is wrong.
    complain(`Error: bad channel '${operands.at(-1)}'`);
  } else {
    complain(`${names[unknown]}: ERROR (no such process name)`);
    session.missName(names[unknown] ?? "");
  }
}

function isChannel(text: string): text is LogChannel {
  return text === "stdout" || text === "stderr";
}
