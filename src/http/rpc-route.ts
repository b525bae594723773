import { inspect } from "node:util";
import type { ActivityLog } from "../logging/logs.ts";
import type { Dispatcher } from "../rpc/dispatcher.ts";
import { Fault } from "../rpc/faults.ts";
import type { MethodResult } from "../rpc/method.ts";
import type { Clock } from "../system/system.ts";
import type { TimeSlices } from "../system/time-slices.ts";
import { jsonResponseType, renderJsonFault, renderJsonResponse } from "../xmlrpc/json-response.ts";
import { parseCall } from "../xmlrpc/parse-call.ts";
import { renderFault, renderLongResponse } from "../xmlrpc/render-response.ts";
import { encodePieces } from "./encode-pieces.ts";
import type { Exchange } from "./exchange.ts";
import { type BodyLimits, readBody } from "./read-body.ts";
import { type Route, startsWith } from "./routes.ts";

export interface RpcRouteOptions {
  readonly dispatcher: Dispatcher;
  readonly log: ActivityLog;
  readonly clock: Pick<Clock, "after">;
  readonly slices: TimeSlices;
  readonly limits: BodyLimits;
}

/** `POST /RPC2`: the XML-RPC interface. */
export function rpcRoute(options: RpcRouteOptions): Route {
  return {
    name: "rpc",
    matches: startsWith("/RPC2"),
    methods: ["POST"],
    handle: (exchange) => handle(exchange, options),
  };
}

async function handle(exchange: Exchange, options: RpcRouteOptions): Promise<void> {
  const { dispatcher, log, clock, limits, slices } = options;
  const { headers } = exchange.request;
  if (headers["content-length"] === undefined && headers["transfer-encoding"] === undefined) {
    exchange.sendError(411);
    return;
  }
  const body = await readBody(exchange, limits, clock);
  if (body.kind === "gone") return;
  if (body.kind !== "complete") {
    exchange.sendError(statuses[body.kind]);
    return;
  }
  const call = parseCall(body.bytes);
  if (!call.ok) {
    const why = call.reason === "no method name" ? call.reason : `unmarshallable: ${call.reason}`;
    log.log("error", `XML-RPC request data ${quoted(body.bytes)} is invalid: ${why}`);
    exchange.sendError(400);
    return;
  }
  const result = await dispatcher.call(exchange.principal, call.method, call.params);
  const json = headers.accept?.includes(jsonResponseType) ? await renderJson(result, slices) : undefined;
  if (json !== undefined) exchange.send(200, jsonResponseType, json);
  else exchange.sendPieces(200, "text/xml", await render(result, slices));
}

const statuses = { "too-large": 413, "too-slow": 408, busy: 503 } as const;

async function render(result: MethodResult, slices: TimeSlices): Promise<readonly (string | Uint8Array)[]> {
  if (result instanceof Fault) return [renderFault(result.code, result.text)];
  try {
    const body = await encodePieces(renderLongResponse(result), slices);
    if (body !== undefined) return body;
  } catch (error) {
    // Longer than any string can be.
    if (!(error instanceof RangeError)) throw error;
  }
  return await render(new Fault("FAILED", "the result is too large for one answer"), slices);
}

/** Undefined where JSON cannot carry it: then the client gets XML, which it reads as well. */
async function renderJson(result: MethodResult, slices: TimeSlices): Promise<string | undefined> {
  if (result instanceof Fault) return renderJsonFault(result.code, result.text);
  let text = "";
  for (const piece of renderJsonResponse(result)) {
    if (piece === undefined) return undefined;
    text += piece;
    await slices.rest();
  }
  return text;
}

/** The beginning of a request as it may stand in a log line. */
function quoted(bytes: Buffer): string {
  return inspect(bytes.toString("utf8", 0, 200)) + (bytes.length > 200 ? "..." : "");
}
