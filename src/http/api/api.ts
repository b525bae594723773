/**
 * The JSON API below /api/v1.
 *
 * One table of routes (`routes.ts`) drives dispatch, the OpenAPI document and the reference page. Authentication, and
 * the refusal of what pages of other origins send, have happened when a request comes here.
 */
import type { Exchange } from "../exchange.ts";
import type { ApiContext } from "./api-context.ts";
import { findRoute } from "./find-route.ts";
import { openApiDocument } from "./openapi.ts";
import { ApiProblem, noSuch } from "./problem.ts";
import { readJson } from "./read-json.ts";
import { type Answer, readQuery } from "./route.ts";
import { sendLog } from "./send-log.ts";

const apiPrefix = "/api/v1";
const documentPath = "/openapi.json";
const documentMethods = { kind: "wrong-method", allowed: ["GET"] } as const;

/** Answers a request whose path is /api or below it. Never rejects. */
export async function handleApi(shared: Omit<ApiContext, "principal">, exchange: Exchange): Promise<void> {
  const context: ApiContext = { ...shared, principal: exchange.principal };
  const { response } = exchange;
  response.setHeader("Cache-Control", "no-store");
  exchange.keepToOwnPages();
  try {
    send(await answer(context, exchange), exchange, context);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else sendProblem(problemFor(context, error), exchange);
  }
}

async function answer(context: ApiContext, exchange: Exchange): Promise<Answer> {
  const { method } = exchange;
  const version = exchange.path === apiPrefix || exchange.path.startsWith(`${apiPrefix}/`);
  if (!version) throw noSuch(`there is no ${exchange.path}; the API is below ${apiPrefix}`);
  const path = exchange.path.slice(apiPrefix.length).replace(/\/$/, "");
  if (path === documentPath && (method === "GET" || method === "HEAD")) {
    return { kind: "json", status: 200, body: openApiDocument(context.version) };
  }
  const found = path === documentPath ? documentMethods : findRoute(method, path);
  if (found.kind === "unknown") throw noSuch(`there is no ${exchange.path}`);
  if (found.kind === "wrong-method") {
    const allowed = found.allowed.flatMap((one) => (one === "GET" ? ["GET", "HEAD"] : [one])).join(", ");
    exchange.response.setHeader("Allow", allowed);
    throw new ApiProblem(405, "Method not allowed", `${method} is not among ${allowed}`);
  }
  const { route } = found;
  const query = readQuery(route.query, exchange.query);
  const body = route.body === undefined ? undefined : await readJson(exchange, route.body, context.clock);
  const lastId =
    exchange.request.headers["last-event-id"]?.toString() ?? exchange.query.get("lastEventId") ?? undefined;
  return route.run(context, { path: found.path, query, body, lastId } as never);
}

function send(answer: Answer, exchange: Exchange, context: ApiContext): void {
  switch (answer.kind) {
    case "json":
      exchange.send(answer.status, "application/json", `${JSON.stringify(answer.body)}\n`);
      break;
    case "log":
      sendLog(exchange, context, answer);
      break;
    case "stream":
      if (exchange.method === "HEAD") exchange.send(200, "text/event-stream; charset=utf-8", "");
      else answer.begin(exchange);
      break;
  }
}

function sendProblem(problem: ApiProblem, exchange: Exchange): void {
  exchange.send(problem.status, "application/problem+json", `${JSON.stringify(problem.body)}\n`);
}

/** An unexpected fault is ours: it is told in the log, and costs this request only. */
function problemFor({ control }: ApiContext, error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  control.log.log("critical", `JSON API failed unexpectedly: ${error instanceof Error ? error.stack : error}`);
  return new ApiProblem(500, "Internal error", "it failed in an unexpected way; the activity log tells more");
}
