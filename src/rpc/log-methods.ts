/** Logs of the daemon and of its processes: reading, tailing, emptying; and writing to a process' standard input. */
import type { ChildLog } from "../logging/logs.ts";
import { type LogReader, readLog, tailLog } from "../logging/read-log.ts";
import { LongText } from "../xmlrpc/long-text.ts";
import type { ControlledProcess } from "./control.ts";
import { Fault } from "./faults.ts";
import { findProcess, inOrder } from "./find-process.ts";
import { forEachProcess } from "./for-each-process.ts";
import { defineMethod, type Method, type MethodResult } from "./method.ts";
import { anything, int, text } from "./params.ts";
import { shownLogPath } from "./process-info.ts";

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
    run: (context, from, count) => read(context, context.control.log.path, from, count),
  }),
  ...defineMethod({
    name: "supervisor.readProcessStdoutLog",
    aliases: ["supervisor.readProcessLog"],
    doc: "Reads a part of a process' stdout log.",
    params: [processName, offset, length],
    returns: { type: "string", doc: "Text of that part" },
    faults: logFaults,
    run: (context, name, from, count) =>
      onProcess(findProcess(context.control, name), ({ config, stdoutLog }) =>
        read(context, stdoutLog.path, from, count, shownLogPath(config.stdout, stdoutLog)),
      ),
  }),
  ...defineMethod({
    name: "supervisor.readProcessStderrLog",
    doc: "Reads a part of a process' stderr log.",
    params: [processName, offset, length],
    returns: { type: "string", doc: "Text of that part" },
    faults: logFaults,
    run: (context, name, from, count) =>
      onProcess(findProcess(context.control, name), ({ config, stderrLog }) =>
        read(context, stderrLog?.path, from, count, shownLogPath(config.stderr, stderrLog)),
      ),
  }),
  ...defineMethod({
    name: "supervisor.tailProcessStdoutLog",
    aliases: ["supervisor.tailProcessLog"],
    doc: "Gives the end of a process' stdout log, and where the next call is to go on.",
    params: [processName, tailOffset, tailLength],
    returns: tailResult,
    faults: ["BAD_NAME"],
    run: (context, name, from, count) =>
      onProcess(findProcess(context.control, name), ({ stdoutLog }) => tail(context, stdoutLog.path, from, count)),
  }),
  ...defineMethod({
    name: "supervisor.tailProcessStderrLog",
    doc: "Gives the end of a process' stderr log, and where the next call is to go on.",
    params: [processName, tailOffset, tailLength],
    returns: tailResult,
    faults: ["BAD_NAME"],
    run: (context, name, from, count) =>
      onProcess(findProcess(context.control, name), ({ stderrLog }) => tail(context, stderrLog?.path, from, count)),
  }),
  ...defineMethod({
    name: "supervisor.clearProcessLogs",
    aliases: ["supervisor.clearProcessLog"],
    doc: "Empties the logs of a process.",
    params: [processName],
    returns: { type: "boolean", doc: "Always true unless there is a fault" },
    faults: ["BAD_NAME", "FAILED"],
    run: ({ control }, name) => onProcess(findProcess(control, name), clear),
  }),
  ...defineMethod({
    name: "supervisor.clearAllProcessLogs",
    doc: "Empties the logs of all processes.",
    params: [],
    returns: { type: "array", doc: "A struct {name, group, status, description} for each process" },
    run: ({ control }) => forEachProcess(inOrder(control.groups.values()), clear),
  }),
  ...defineMethod({
    name: "supervisor.sendProcessStdin",
    doc: "Writes to the standard input of a process: text as UTF-8, base64 as the bytes that it stands for.",
    params: [processName, anything("chars", "What to write")],
    returns: { type: "boolean", doc: "Always true unless there is a fault" },
    faults: ["BAD_NAME", "NOT_RUNNING", "NO_FILE", "FAILED"],
    run: ({ control }, name, chars) => {
      const bytes = typeof chars === "string" ? Buffer.from(chars, "utf8") : chars;
      if (!(bytes instanceof Uint8Array)) return new Fault("INCORRECT_PARAMETERS", shown(chars));
      return onProcess(findProcess(control, name), (process) => writeStdin(process, name, bytes));
    },
  }),
];

function onProcess(
  process: ControlledProcess | Fault,
  act: (process: ControlledProcess) => MethodResult | Promise<MethodResult>,
): MethodResult | Promise<MethodResult> {
  return process instanceof Fault ? process : act(process);
}

/** @param shown path for the fault, also of what cannot be read back */
async function read(
  reader: LogReader,
  path: string | undefined,
  from: number,
  count: number,
  shown: string | undefined = path,
): Promise<MethodResult> {
  const result = await readLog(reader, path, from, count);
  if (result.ok) return new LongText(result.pieces);
  return new Fault(result.refusal, result.refusal === "NO_FILE" && shown !== "" ? shown : undefined);
}

async function tail(reader: LogReader, path: string | undefined, from: number, count: number): Promise<MethodResult> {
  const { pieces, offset: end, overflow } = await tailLog(reader, path, from, count);
  return [new LongText(pieces), end, overflow];
}

function clear(process: ControlledProcess): true | Fault {
  const logs: readonly (ChildLog | undefined)[] = [process.stdoutLog, process.stderrLog];
  try {
    for (const log of logs) log?.clear();
    return true;
  } catch (error) {
    return new Fault("FAILED", error instanceof Error ? error.message : String(error));
  }
}

function writeStdin(process: ControlledProcess, name: string, bytes: Uint8Array): MethodResult {
  switch (process.writeStdin(bytes)) {
    case "ok":
      return true;
    case "not-running":
      return new Fault("NOT_RUNNING", name);
    case "closed":
      return new Fault("NO_FILE", name);
    case "full":
      return new Fault("FAILED", `${name} does not read its standard input, nothing was written`);
  }
}

/** A value of the wrong type, as short as a message needs it. */
function shown(value: unknown): string {
  return String(typeof value === "object" ? JSON.stringify(value) : value).slice(0, 100);
}
