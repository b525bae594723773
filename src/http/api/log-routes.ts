/** Logs: slices by byte, live following, emptying. */
import { describeLog, findLogFile, type LogOverview } from "../../control/log-files.ts";
import { clearDaemonLog, processLogPath } from "../../control/logs.ts";
import { Refusal } from "../../control/refusal.ts";
import { actOnOne } from "./actions.ts";
import type { ApiContext } from "./api-context.ts";
import { describeSupervisor } from "./describe.ts";
import { type FollowedLog, followLogs } from "./follow-logs.ts";
import { noSuch, problemOf, unlessRefused } from "./problem.ts";
import {
  type Answer,
  type ApiRoute,
  choiceParameter,
  defineRoute,
  integerParameter,
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
      "Server-sent events. `output`: `{channel, offset, next, text}`; `restarted`: `{channel, reason}`, the log begins " +
      "again, `rotated` or `truncated`; `live`: `{channel}`, all that there was has been sent. Last-Event-ID goes on where a stream was cut.",
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
    query: { tail },
    success: streamSuccess,
    problems: [404],
    run: (context, { query, lastId }) =>
      stream(context, [{ channel: "log", path: context.control.log.path }], query.tail, lastId),
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
    query: { tail, channel: choiceParameter("Which.", ["stdout", "stderr", "both"], "both") },
    success: streamSuccess,
    problems: [404],
    run: (context, { path, query, lastId }) => {
      const process = processOf(context, path.process);
      const wanted = query.channel === "both" ? channels : [query.channel];
      const logs = wanted.map((channel) => ({ channel, path: processLogPath(process, channel) }));
      return stream(context, logs, query.tail, lastId);
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

function stream(
  context: ApiContext,
  logs: readonly { readonly channel: string; readonly path: string | undefined }[],
  tailBytes: number,
  lastId: string | undefined,
): Answer {
  const followed = logs.filter((log): log is FollowedLog => log.path !== undefined);
  if (followed.length === 0) throw noSuch("there is no log to follow");
  return {
    kind: "stream",
    begin: (exchange) => followLogs(context, followed, { tailBytes, lastId }, exchange),
  };
}
