import type { LogChannel } from "../../client/call-options.ts";
import type { ProcessInfo } from "../../client/results.ts";
import { isFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { type FollowedLog, followLogs } from "../follow-logs.ts";
import { showNamespec } from "../namespec.ts";
import { printHelp } from "../print-help.ts";
import { namesAmong, resolveProcesses } from "../resolve-names.ts";
import type { Session } from "../session.ts";
import { parseTailFlag } from "../tail-flag.ts";

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
    "tail [-100] <pattern>\tThe same of several processes, each below its name",
    "tail -f <name> <name> [stdout|stderr]",
    "\t\t\tContinuous tail of several processes, patterns or groups",
  ],
  operands: "log-of-process",
  flags: [{ name: "-f", summary: "Go on with what is written later, until Ctrl-C" }],
  checksServer: true,
  async run(session, operands) {
    const complain = (message: string): void => {
      session.print(message);
      session.exitStatus = exitStatus.generic;
    };
    if (operands.length === 0) {
      complain("Error: too few arguments");
      printHelp(session, tail);
      return;
    }
    const [first = "", ...others] = operands;
    if (operands.length > 3 && first !== "-f") {
      complain("Error: too many arguments");
      printHelp(session, tail);
      return;
    }
    const flag = first.startsWith("-") ? parseTailFlag(first) : undefined;
    const names = first.startsWith("-") ? others : operands;
    const [name] = names;
    const channel = names.length > 1 ? (names.at(-1) ?? "") : "stdout";
    if (name === undefined) complain("Error: tail requires process name");
    else if (first.startsWith("-") && flag === undefined) complain(`Error: bad argument ${first}`);
    else if (flag === "follow") await follow(session, names, complain);
    else if (!isChannel(channel)) complain(`Error: bad channel '${channel}'`);
    else await printEnds(session, name, channel, flag ?? 1600, complain);
  },
};

type Complain = (message: string) => void;

/** Where a pattern names several, each has its name above it, as with tail(1). */
async function printEnds(
  session: Session,
  operand: string,
  channel: LogChannel,
  bytes: number,
  complain: Complain,
): Promise<void> {
  const names = await resolveProcesses(session, [operand]);
  for (const name of names) {
    if (names.length > 1) session.print(`==> ${name} <==`);
    await printEnd(session, name, channel, bytes, complain);
  }
}

async function printEnd(
  session: Session,
  name: string,
  channel: LogChannel,
  bytes: number,
  complain: Complain,
): Promise<void> {
  const { client } = session;
  try {
    const text =
      channel === "stdout"
        ? await client.readProcessStdoutLog(name, -bytes, 0)
        : await client.readProcessStderrLog(name, -bytes, 0);
    session.printLog(text);
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
  const last = operands.at(-1) ?? "";
  const channel = operands.length > 1 && isChannel(last) ? last : "stdout";
  const names = operands.length > 1 && isChannel(last) ? operands.slice(0, -1) : operands;
  const [only] = names;
  if (names.length === 1 && only !== undefined && /^[^*?[]+$/.test(only) && only !== "all" && !only.endsWith(":")) {
    await followLogs(session, [followedLog(session, only, channel)]);
    return;
  }
  const processes = await session.client.getAllProcessInfo();
  const found = names.map((name) => (name === "all" ? allNames(processes) : namesAmong(processes, name)));
  const unknown = found.findIndex((shown) => shown.length === 0);
  if (unknown === -1) {
    const labels = new Set(found.flat());
    await followLogs(
      session,
      [...labels].map((name) => followedLog(session, name, channel)),
    );
  } else if (operands.length === 2 && (found.at(-1)?.length === 0 || operands[0]?.startsWith("-"))) {
    // Supervisor knows one name and a channel here. It is told so unless only the first of two names is wrong.
    complain(`Error: bad channel '${last}'`);
  } else {
    complain(`${names[unknown]}: ERROR (no such process name)`);
  }
}

function allNames(processes: readonly ProcessInfo[]): readonly string[] {
  return processes.map(({ group, name }) => showNamespec(group, name));
}

function followedLog(session: Session, name: string, channel: LogChannel): FollowedLog {
  return {
    label: name,
    path: `/logtail/${name}/${channel}`,
    open: (signal) => session.client.followProcessLog(name, channel, { signal }),
  };
}

function isChannel(text: string): text is LogChannel {
  return text === "stdout" || text === "stderr";
}
