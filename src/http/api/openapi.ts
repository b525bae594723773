import type { ApiRoute, Success } from "./route.ts";
import { routes } from "./routes.ts";
import type { JsonSchema, NamedSchema } from "./schema.ts";
import * as shapes from "./shapes.ts";

/** The OpenAPI 3.1 document of the JSON API, made from the table of routes. */
export function openApiDocument(version: string): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path === "" ? "/" : route.path;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Supervisor",
      version,
      summary: "Processes, groups, logs and the configuration of a supervisord",
      license: { name: "MIT", identifier: "MIT" },
    },
    // Relative to the document's own address, without a slash at the end: paths begin with theirs.
    servers: [{ url: "../v1" }],
    security: [{ basic: [] }, {}],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { basic: { type: "http", scheme: "basic" } },
      schemas: Object.fromEntries(namedShapes().map(({ name, declared }) => [name, declared])),
    },
  };
}

function namedShapes(): readonly NamedSchema<unknown>[] {
  return Object.values(shapes).filter((shape): shape is NamedSchema<never> => "declared" in shape);
}

function operation(route: ApiRoute): JsonSchema {
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    parameters: [
      ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
        name,
        in: "path",
        required: true,
        description: name === "process" ? "Id of the process, percent-encoded: `group:name`, or `name`." : "Its name.",
        schema: { type: "string" },
      })),
      ...Object.entries(route.query).map(([name, { json, description }]) => ({
        name,
        in: "query",
        description,
        schema: json,
      })),
    ],
    ...(route.body === undefined
      ? {}
      : { requestBody: { content: { "application/json": { schema: route.body.json } } } }),
    responses: responses(route),
  };
}

function responses(route: ApiRoute): JsonSchema {
  const all: Record<string, unknown> = {};
  for (const success of route.success) all[success.status] = described(success);
  const changing = route.method === "GET" ? [] : [403];
  const carrying = route.body === undefined ? [] : [408, 413, 415, 503];
  for (const status of [400, 401, ...changing, ...carrying, ...route.problems, 421, 500]) {
    const content = { "application/problem+json": { schema: shapes.problemShape.json } };
    all[status] = { description: reasons[status] ?? "Refused; `detail` says why.", content };
  }
  return all;
}

/** Of refusals that are the same everywhere. */
const reasons: Readonly<Record<number, string>> = {
  400: "The request does not fit its description; `detail` says where.",
  401: "Credentials are missing or wrong.",
  403: "A browser asks for a page of another origin.",
  404: "There is no such thing.",
  408: "The body did not come.",
  413: "The body is too large.",
  415: "The body is no JSON.",
  421: "The server does not answer to this name (`allowed_hosts`).",
  500: "It failed in an unexpected way.",
  503: "Supervisor is shutting down, or too much is being received at once.",
};

function described(success: Success): JsonSchema {
  const [mediaType, schema] =
    "shape" in success
      ? ["application/json", success.shape.json]
      : [success.mediaType, success.json ?? { type: "string" }];
  return { description: success.description, content: { [mediaType as string]: { schema } } };
}

/** `postProcessesProcessStart`: stable, since generated clients name their functions so. */
function operationId({ method, path }: ApiRoute): string {
  const words = path.split(/[^A-Za-z]+/).filter((word) => word !== "");
  const subject = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return method.toLowerCase() + (subject === "" ? "Supervisor" : subject);
}
