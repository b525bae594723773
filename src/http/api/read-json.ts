import type { Clock } from "../../system/system.ts";
import type { Exchange } from "../exchange.ts";
import { type Body, readBody } from "../read-body.ts";
import { ApiProblem, badRequest } from "./problem.ts";
import type { Schema } from "./schema.ts";

const limits = { maxBytes: 1 << 20, maxPauseMs: 30_000, budget: { bytes: 1 << 24 } };

const refusals: Readonly<Record<Exclude<Body["kind"], "complete">, readonly [number, string, string]>> = {
  "too-large": [413, "Content too large", `the body may have ${limits.maxBytes} bytes`],
  busy: [503, "Busy", "too much is being received at once"],
  "too-slow": [408, "Request timeout", "the body did not come"],
  gone: [400, "Bad request", "the body was cut off"],
};

/** The JSON value that a request carries, checked; an empty body is an empty object. Throws `ApiProblem`. */
export async function readJson<T>(exchange: Exchange, schema: Schema<T>, clock: Clock): Promise<T> {
  const body = await readBody(exchange, limits, clock);
  if (body.kind !== "complete") throw new ApiProblem(...refusals[body.kind]);
  const { bytes } = body;
  // Pages of other origins cannot send this type without being asked first.
  if (bytes.length > 0 && !/^application\/json\b/i.test(exchange.request.headers["content-type"] ?? "")) {
    throw new ApiProblem(415, "Unsupported media type", "the body must be application/json");
  }
  let value: unknown;
  try {
    value = bytes.length === 0 ? {} : JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw badRequest(`the body is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  const reason = schema.reject(value, "the body");
  if (reason !== undefined) throw badRequest(reason);
  return value as T;
}
