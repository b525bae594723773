/**
 * What a route of the JSON API is: one record, from which dispatch, the OpenAPI document and the reference page are
 * made. It refuses to exist without documentation.
 */
import type { Exchange } from "../exchange.ts";
import type { ApiContext } from "./api-context.ts";
import { badRequest } from "./problem.ts";
import type { JsonSchema, NamedSchema, Schema } from "./schema.ts";
import type { LogPart } from "./send-log.ts";

export interface QueryParameter<T> {
  readonly json: JsonSchema;
  readonly description: string;
  /** Undefined: it does not fit. Of a parameter that is given more than once the first counts, or all. */
  readonly read: (first: string, all: readonly string[]) => T | undefined;
  readonly fallback: T;
}

export type Query = Readonly<Record<string, QueryParameter<unknown>>>;
type QueryValues<Q extends Query> = { readonly [K in keyof Q]: Q[K] extends QueryParameter<infer T> ? T : never };
type PathNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | PathNames<Rest> : never;

/** What a route answers, apart from problems. */
export type Success =
  | { readonly status: 200 | 202; readonly description: string; readonly shape: Schema<unknown> }
  | { readonly status: 200; readonly description: string; readonly mediaType: string; readonly json?: JsonSchema };

export type Answer =
  | { readonly kind: "json"; readonly status: 200 | 202; readonly body: unknown }
  /** A log or a part of one, as its reader takes it. */
  | ({ readonly kind: "log" } & LogPart)
  /** The route writes the response itself and keeps it open. */
  | { readonly kind: "stream"; readonly begin: (exchange: Exchange) => void };

export interface Asked<Path, Q, B> {
  readonly path: Path;
  readonly query: Q;
  readonly body: B;
  /** Last-Event-ID, as the client sent it. */
  readonly lastId: string | undefined;
}

export interface ApiRoute {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below /api/v1, e.g. "/processes/{process}/start". */
  readonly path: string;
  readonly summary: string;
  readonly description: string | undefined;
  readonly tag: string;
  readonly query: Query;
  readonly body: NamedSchema<unknown> | undefined;
  readonly success: readonly Success[];
  /** Statuses of the problems that it answers with, beside 400, 401, 403 and 500. */
  readonly problems: readonly number[];
  readonly run: (context: ApiContext, asked: Asked<never, never, never>) => Answer | Promise<Answer>;
}

export interface RouteDefinition<P extends string, Q extends Query, B> {
  readonly method: ApiRoute["method"];
  readonly path: P;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly query?: Q;
  readonly body?: NamedSchema<B>;
  readonly success: readonly Success[];
  readonly problems?: readonly number[];
  readonly run: (
    context: ApiContext,
    asked: Asked<{ readonly [K in PathNames<P>]: string }, QueryValues<Q>, B>,
  ) => Answer | Promise<Answer>;
}

export function defineRoute<const P extends string, const Q extends Query = Record<never, never>, B = undefined>(
  definition: RouteDefinition<P, Q, B>,
): ApiRoute {
  const { description, query, body, problems = [] } = definition;
  return {
    ...definition,
    description,
    query: query ?? {},
    body,
    problems,
    run: definition.run as ApiRoute["run"],
  };
}

export function ok(body: unknown): Answer {
  return { kind: "json", status: 200, body };
}

export function integerParameter(
  description: string,
  fallback: number,
  { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = {},
): QueryParameter<number> {
  const limits = {
    ...(minimum === Number.MIN_SAFE_INTEGER ? {} : { minimum }),
    ...(maximum === Number.MAX_SAFE_INTEGER ? {} : { maximum }),
  };
  return {
    json: { type: "integer", default: fallback, ...limits },
    description,
    fallback,
    read: (text) => {
      const number = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
      return number >= minimum && number <= maximum ? number : undefined;
    },
  };
}

export function choiceParameter<const T extends string>(
  description: string,
  choices: readonly T[],
  fallback: T,
): QueryParameter<T> {
  return {
    json: { type: "string", enum: choices, default: fallback },
    description,
    fallback,
    read: (text) => choices.find((choice) => choice === text),
  };
}

/** A parameter that may be given several times. */
export function listParameter(description: string, maxItems: number): QueryParameter<readonly string[]> {
  return {
    json: { type: "array", items: { type: "string" }, maxItems },
    description,
    fallback: [],
    read: (_first, all) => (all.length <= maxItems ? all : undefined),
  };
}

/** The values of a route's query parameters. Throws `ApiProblem`. */
export function readQuery(query: Query, search: URLSearchParams): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(query)) {
    const text = search.get(name);
    const value = text === null ? parameter.fallback : parameter.read(text, search.getAll(name));
    if (value === undefined) throw badRequest(`${name}=${text} does not fit: ${parameter.description}`);
    values[name] = value;
  }
  return values;
}
