import { inspect } from "node:util";
import type { ActivityLog } from "../logging/logs.ts";
import type { Dispatcher } from "../rpc/dispatcher.ts";
import { Fault } from "../rpc/faults.ts";
import type { MethodResult } from "../rpc/method.ts";
import type { Clock } from "../system/system.ts";
import { parseCall } from "../xmlrpc/parse-call.ts";
import { renderFault, renderResponse } from "../xmlrpc/render-response.ts";
import type { Exchange } from "./exchange.ts";
import { type BodyLimits, readBody } from "./read-body.ts";
import { type Route, startsWith } from "./routes.ts";

export interface RpcRouteOptions {
  readonly dispatcher: Dispatcher;
  readonly log: ActivityLog;
  readonly clock: Pick<Clock, "after">;
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

async function handle(exchange: Exchange, { dispatcher, log, clock, limits }: RpcRouteOptions): Promise<void> {
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
  const result = await dispatcher.call(call.method, call.params);
  exchange.send(200, "text/xml", render(result));
}

const statuses = { "too-large": 413, "too-slow": 408, busy: 503 } as const;

function render(result: MethodResult): string {
  if (result instanceof Fault) return renderFault(result.code, result.text);
  try {
    return renderResponse(result);
  } catch (error) {
    // Longer than any string can be.
    if (error instanceof RangeError) return render(new Fault("FAILED", "the result is too large for one answer"));
    throw error;
  }
}

/** The beginning of a request as it may stand in a log line. */
function quoted(bytes: Buffer): string {
  return inspect(bytes.toString("utf8", 0, 200)) + (bytes.length > 200 ? "..." : "");
}
