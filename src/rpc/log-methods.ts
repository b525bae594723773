/** Logs of the daemon and of its processes: reading, tailing, emptying; and writing to a process' standard input. */
import type { ControlledProcess } from "../control/control.ts";
import { everybody, findProcess } from "../control/find.ts";
import { clearLogsOf, clearProcessLogs, readDaemonLog, readProcessLog, tailProcessLog } from "../control/logs.ts";
import { Refusal } from "../control/refusal.ts";
import { writeStdin } from "../control/write-stdin.ts";
import type { Channel } from "../logging/log-record.ts";
import type { LogPieces } from "../logging/read-log.ts";
import { LongText } from "../xmlrpc/long-text.ts";
import { Fault } from "./faults.ts";
import { memberResults } from "./member-results.ts";
import { defineMethod, type Method, type Returned, type RpcContext, trueUnlessRefused } from "./method.ts";
import { anything, int, text } from "./params.ts";

const processName = text("name", "Process name (or group:name)");
const offset = int("offset", "Byte to start at; negative (with length 0): so many bytes before the end");
const length = int("length", "Number of bytes; 0 means to the end");
const tailOffset = int("offset", "Offset that the last call returned, or 0");
const tailLength = int("length", "Number of bytes at most");
const tailResult = {
  type: "array",
  doc: "[bytes, offset, overflow]: the last bytes, the size of the log, whether it grew by more than length",
} as const;
const logFaults = ["BAD_NAME", "NO_FILE", "BAD_ARGUMENTS", "FAILED"] as const;

export const logMethods: readonly Method[] = [
  ...defineMethod({
    name: "supervisor.readLog",
    aliases: ["supervisor.readMainLog"],
    doc: "Reads a part of the daemon's own log.",
    params: [offset, length],
    returns: { type: "string", doc: "Text of that part" },
    faults: ["NO_FILE", "BAD_ARGUMENTS", "FAILED"],
    run: async (caller, from, count) => textOf(await readDaemonLog(caller, { offset: from, length: count })),
  }),
  ...defineMethod({
    name: "supervisor.readProcessStdoutLog",
    aliases: ["supervisor.readProcessLog"],
    doc: "Reads a part of a process' stdout log.",
    params: [processName, offset, length],
    returns: { type: "string", doc: "Text of that part" },
    faults: logFaults,
    run: (caller, name, from, count) => read(caller, name, "stdout", from, count),
  }),
  ...defineMethod({
    name: "supervisor.readProcessStderrLog",
    doc: "Reads a part of a process' stderr log.",
    params: [processName, offset, length],
    returns: { type: "string", doc: "Text of that part" },
    faults: logFaults,
    run: (caller, name, from, count) => read(caller, name, "stderr", from, count),
  }),
  ...defineMethod({
    name: "supervisor.tailProcessStdoutLog",
    aliases: ["supervisor.tailProcessLog"],
    doc: "Gives the end of a process' stdout log, and where the next call is to go on.",
    params: [processName, tailOffset, tailLength],
    returns: tailResult,
    faults: ["BAD_NAME"],
    run: (caller, name, from, count) => tail(caller, name, "stdout", from, count),
  }),
  ...defineMethod({
    name: "supervisor.tailProcessStderrLog",
    doc: "Gives the end of a process' stderr log, and where the next call is to go on.",
    params: [processName, tailOffset, tailLength],
    returns: tailResult,
    faults: ["BAD_NAME"],
    run: (caller, name, from, count) => tail(caller, name, "stderr", from, count),
  }),
  ...defineMethod({
    name: "supervisor.clearProcessLogs",
    aliases: ["supervisor.clearProcessLog"],
    doc: "Empties the logs of a process.",
    params: [processName],
    returns: { type: "boolean", doc: "Always true unless there is a fault" },
    faults: ["BAD_NAME", "FAILED"],
    run: (caller, name) => onProcess(caller, name, (process) => trueUnlessRefused(clearProcessLogs(caller, process))),
  }),
  ...defineMethod({
    name: "supervisor.clearAllProcessLogs",
    doc: "Empties the logs of all processes.",
    params: [],
    returns: { type: "array", doc: "A struct {name, group, status, description} for each process" },
    run: (caller) => memberResults(clearLogsOf(caller, everybody(caller))),
  }),
  ...defineMethod({
    name: "supervisor.sendProcessStdin",
    doc: "Writes to the standard input of a process: text as UTF-8, base64 as the bytes that it stands for.",
    params: [processName, anything("chars", "What to write")],
    returns: { type: "boolean", doc: "Always true unless there is a fault" },
    faults: ["BAD_NAME", "NOT_RUNNING", "NO_FILE", "FAILED"],
    run: (caller, name, chars) => {
      const bytes = typeof chars === "string" ? Buffer.from(chars, "utf8") : chars;
      if (!(bytes instanceof Uint8Array)) return new Fault("INCORRECT_PARAMETERS", shown(chars));
      return onProcess(caller, name, (process) => trueUnlessRefused(writeStdin(caller, process, bytes, name)));
    },
  }),
];

function onProcess(
  caller: RpcContext,
  name: string,
  act: (process: ControlledProcess) => Returned | Promise<Returned>,
): Returned | Promise<Returned> {
  const process = findProcess(caller, name);
  return process instanceof Refusal ? process : act(process);
}

function read(
  caller: RpcContext,
  name: string,
  channel: Channel,
  offset: number,
  length: number,
): Returned | Promise<Returned> {
  return onProcess(caller, name, async (process) =>
    textOf(await readProcessLog(caller, process, channel, { offset, length })),
  );
}

function tail(
  caller: RpcContext,
  name: string,
  channel: Channel,
  offset: number,
  length: number,
): Returned | Promise<Returned> {
  return onProcess(caller, name, async (process) => {
    const { pieces, offset: end, overflow } = await tailProcessLog(caller, process, channel, { offset, length });
    return [new LongText(pieces), end, overflow];
  });
}

function textOf(pieces: LogPieces | Refusal): Returned {
  return pieces instanceof Refusal ? pieces : new LongText(pieces);
}

/** A value of the wrong type, as short as a message needs it. */
function shown(value: unknown): string {
  return String(typeof value === "object" ? JSON.stringify(value) : value).slice(0, 100);
}
