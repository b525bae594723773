/** Logs: slices by byte, live following, emptying. */
import type { ControlledProcess } from "../../control/control.ts";
import { describeLog, findLogFile, type LogOverview } from "../../control/log-files.ts";
import { clearDaemonLog, processLogPath } from "../../control/logs.ts";
import { Refusal } from "../../control/refusal.ts";
import { actOnOne } from "./actions.ts";
import type { ApiContext } from "./api-context.ts";
import { describeSupervisor } from "./describe.ts";
import { type FollowedLog, followLogs } from "./follow-logs.ts";
import { badRequest, noSuch, problemOf, unlessRefused } from "./problem.ts";
import {
  type Answer,
  type ApiRoute,
  choiceParameter,
  defineRoute,
  integerParameter,
  listParameter,
  ok,
  type Success,
} from "./route.ts";
import { array } from "./schema.ts";
import { type ProcessLogShape, processLogShape, processShape, supervisorShape } from "./shapes.ts";
import { processOf } from "./targets.ts";

const tag = "Logs";
const channels = ["stdout", "stderr"] as const;

const slice = {
  offset: integerParameter("Byte to begin at; negative: so many bytes before the end.", 0),
  length: integerParameter("Bytes at most.", 65_536, { minimum: 1, maximum: 16_777_216 }),
  download: choiceParameter("1: the whole log, as a file to keep.", ["0", "1"], "0"),
};
const inode = integerParameter("Of a file in the list of the log's files; 0: the one that is being written.", 0, {
  minimum: 0,
});
const tail = integerParameter("Bytes to begin with, from the end.", 65_536, { minimum: 0, maximum: 16_777_216 });

const lines = choiceParameter("1: also the number of the first line.", ["0", "1"], "0");
const whichChannel = choiceParameter("Which.", ["stdout", "stderr", "both"], "both");
/** More than a screen shows, and few enough to hold a place in each. */
const mostProcesses = 50;

const sliceSuccess: readonly Success[] = [
  {
    status: 200,
    description: "The bytes as they were written. `Log-Offset` is where they begin, `Log-Size` the size of the log.",
    mediaType: "text/plain",
  },
];
const streamSuccess: readonly Success[] = [
  {
    status: 200,
    description:
      "Server-sent events, each with the `process` (but for the daemon's own log) and `channel` that it is about. First `logs`: `{logs}`, " +
      "those that are followed. `output`: `{offset, next, text}`; `restarted`: `{reason}`, the log begins again, `rotated` or `truncated`; " +
      "`live`: all that there was has been sent; with lines=1 `line`: `{offset, line}`, the number of the line in which the first byte that was sent stands " +
      "(not told where that means to read more than 256 MB, for all logs together). `started`: `{pid, at}` and `ended`: `{pid, at, exit}` tell of the process. Last-Event-ID goes on where a stream was cut.",
    mediaType: "text/event-stream",
  },
];

export const apiLogRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: "GET",
    path: "/log",
    summary: "A slice of the daemon's own log",
    tag,
    query: slice,
    success: sliceSuccess,
    problems: [404],
    run: ({ control }, { query }) => readSlice(control.log.path, query, "supervisord.log"),
  }),
  defineRoute({
    method: "GET",
    path: "/log/events",
    summary: "Follows the daemon's own log",
    tag,
    query: { tail, lines },
    success: streamSuccess,
    problems: [404],
    run: (context, { query, lastId }) =>
      stream(context, [{ channel: "log", path: context.control.log.path, process: undefined }], query, lastId),
  }),
  defineRoute({
    method: "DELETE",
    path: "/log",
    summary: "Empties the daemon's own log; rotated files stay",
    tag,
    success: [{ status: 200, description: "Emptied.", shape: supervisorShape }],
    problems: [404, 503],
    run: (context) => {
      unlessRefused(clearDaemonLog(context));
      return ok(describeSupervisor(context));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/processes/{process}/logs",
    summary: "The files of a process' logs, rotated ones included",
    tag,
    success: [{ status: 200, description: "Both channels.", shape: array(processLogShape) }],
    problems: [404],
    run: (context, { path }) => {
      const process = processOf(context, path.process);
      return ok(channels.map((channel) => showLog(describeLog(context.files, process, channel))));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/processes/{process}/logs/events",
    summary: "Follows a process' logs",
    tag,
    query: { tail, channel: whichChannel, lines },
    success: streamSuccess,
    problems: [404],
    run: (context, { path, query, lastId }) =>
      stream(context, logsOf(processOf(context, path.process), query.channel), query, lastId),
  }),
  defineRoute({
    method: "GET",
    path: "/logs/events",
    summary: "Follows the logs of several processes together",
    tag,
    query: {
      process: listParameter(`Id of a process; repeated, up to ${mostProcesses}.`, mostProcesses),
      tail,
      channel: whichChannel,
      lines,
    },
    success: streamSuccess,
    problems: [404],
    run: (context, { query, lastId }) => {
      if (query.process.length === 0)
        throw badRequest("process is missing: name the processes, as in ?process=a&process=b");
      const processes = new Set(query.process.map((id) => processOf(context, id)));
      return stream(
        context,
        [...processes].flatMap((process) => logsOf(process, query.channel)),
        query,
        lastId,
      );
    },
  }),
  ...channels.map((channel) =>
    defineRoute({
      method: "GET",
      path: `/processes/{process}/logs/${channel}`,
      summary: `A slice of a process' ${channel} log`,
      tag,
      query: { ...slice, inode },
      success: sliceSuccess,
      problems: [404],
      run: (context, { path, query }) => {
        const process = processOf(context, path.process);
        const file = fileOf(context, processLogPath(process, channel), query.inode);
        return readSlice(file, query, `${process.config.name}-${channel}.log`);
      },
    }),
  ),
  defineRoute({
    method: "DELETE",
    path: "/processes/{process}/logs",
    summary: "Empties a process' logs; rotated files stay",
    tag,
    success: [{ status: 200, description: "Emptied.", shape: processShape }],
    problems: [404, 503],
    run: (context, { path }) => actOnOne(context, path.process, "clear", 0),
  }),
];

/** Only files of this very log can be named. Throws `ApiProblem`. */
function fileOf({ files }: ApiContext, path: string | undefined, inode: number): string | undefined {
  if (path === undefined || inode === 0) return path;
  const file = findLogFile(files, path, inode);
  if (file === undefined) throw problemOf(new Refusal("NO_FILE", `no file of this log has the inode ${inode}`));
  return file.path;
}

function showLog({ channel, path, absence, files }: LogOverview): ProcessLogShape {
  return {
    channel,
    path: path ?? null,
    absence: absence ?? null,
    files: files.map(({ modifiedWallMs, ...file }) => ({
      ...file,
      modifiedAt: new Date(modifiedWallMs).toISOString(),
    })),
  };
}

function readSlice(
  path: string | undefined,
  query: { readonly offset: number; readonly length: number; readonly download: "0" | "1" },
  name: string,
): Answer {
  if (path === undefined) throw problemOf(new Refusal("NO_FILE", "no log to read: there is no file"));
  if (query.download === "1") return { kind: "log", path, offset: 0, length: undefined, keepAs: name };
  return { kind: "log", path, offset: query.offset, length: query.length, keepAs: undefined };
}

interface MaybeLog extends Omit<FollowedLog, "path"> {
  readonly path: string | undefined;
}

function logsOf(process: ControlledProcess, channel: "stdout" | "stderr" | "both"): readonly MaybeLog[] {
  const both = channel === "both" ? (["stdout", "stderr"] as const) : [channel];
  return both.map((one) => ({ channel: one, path: processLogPath(process, one), process }));
}

function stream(
  context: ApiContext,
  logs: readonly MaybeLog[],
  query: { readonly tail: number; readonly lines: "0" | "1" },
  lastId: string | undefined,
): Answer {
  const followed = logs.filter((log): log is FollowedLog => log.path !== undefined);
  if (followed.length === 0) throw noSuch("there is no log to follow");
  const begin = { tailBytes: query.tail, countLines: query.lines === "1", lastId };
  return { kind: "stream", begin: (exchange) => followLogs(context, followed, begin, exchange) };
}
