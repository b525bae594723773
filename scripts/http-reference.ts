import type { ApiRoute, Success } from "../src/http/api/route.ts";
import { routes } from "../src/http/api/routes.ts";
import type { JsonSchema } from "../src/http/api/schema.ts";
import * as shapes from "../src/http/api/shapes.ts";

const introduction = `# The JSON API

Below \`/api/v1\` on every \`[inet_http_server]\` and \`[unix_http_server]\`, behind the same credentials as everything else there.
An OpenAPI 3.1 document is served at \`/api/v1/openapi.json\`. This page is made from the same table.

    curl --unix-socket /run/supervisor.sock http://localhost/api/v1/processes
    curl -u user:password -X POST 'http://localhost:9001/api/v1/processes/web/restart?wait=30'
    curl -N -u user:password http://localhost:9001/api/v1/processes/web/logs/events

- **Names**: a process is \`group:name\`, or \`name\` where both are the same, as supervisorctl shows it; percent-encoded in a path.
- **Waiting**: \`?wait=SECONDS\` waits for the outcome so long at most. 200 is the outcome, 202 means that it has begun.
- **Errors** are \`application/problem+json\` (RFC 9457). \`type\` names the XML-RPC fault if there is one (\`urn:supervisor:fault:BAD_NAME\`),
  \`detail\` says what is wrong. Every route may also answer 400, 401, 421 and 500, one that changes something 403, and one
  that takes a body 408, 413 and 415.
- **Browsers**: a request that changes something must come from a page of this daemon (Origin, Sec-Fetch-Site); scripts send neither header
  and are not concerned. A body must be \`application/json\`.
- **Events** are server-sent events. A stream that was cut is resumed where it was with \`Last-Event-ID\`, which browsers send by themselves (or \`?lastEventId=\`).
  A reader that is behind is told only how things are once it has caught up; a log is read only as fast as its reader takes it. Who takes
  nothing for a minute is cut off, and comes back that way.
- **What is wrong**: \`trouble\` of a process says why it is down, \`flapping\` that it ends unexpectedly over and over; \`GET /processes?only=problems\` lists
  those that somebody should look at. Changes of both come with the changes of state in \`/events\`, but for the end of flapping, which \`until\` tells beforehand.
- **Figures** (\`usage\`) are read from /proc when they are asked for, never else. They are those of the process itself, without its children.
`;

/** The page docs/http-api.md. */
export function renderHttpReference(): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))];
  const sections = tags.map(
    (tag) =>
      `## ${tag}\n\n${routes
        .filter((route) => route.tag === tag)
        .map(section)
        .join("\n")}`,
  );
  return `${introduction}\n${sections.join("\n")}\n## Shapes\n\n${shapeSections().join("\n")}`;
}

function section(route: ApiRoute): string {
  const lines = [
    `### ${route.method} /api/v1${route.path}`,
    "",
    `${route.summary}.${route.description ? ` ${route.description}` : ""}`,
    "",
  ];
  for (const [name, { description, json }] of Object.entries(route.query)) {
    const usual = json["default"] === undefined ? "" : ` Default ${JSON.stringify(json["default"])}.`;
    lines.push(`- \`?${name}=\` ${description}${usual}`);
  }
  if (route.body !== undefined) lines.push(`- Body: ${link(route.body.json)}`);
  for (const success of route.success) lines.push(`- ${success.status}: ${answer(success)} ${success.description}`);
  if (route.problems.length > 0) lines.push(`- Refusals: ${[...route.problems].join(", ")}`);
  return `${lines.join("\n")}\n`;
}

function answer(success: Success): string {
  return "shape" in success ? `${link(success.shape.json)}.` : `\`${success.mediaType}\`.`;
}

function link(json: JsonSchema): string {
  const { $ref: reference, items } = json as { $ref?: string; items?: JsonSchema };
  if (items !== undefined) return `array of ${link(items)}`;
  const name = reference?.split("/").at(-1) ?? typeName(json);
  return reference === undefined ? name : `[${name}](#${name.toLowerCase()})`;
}

function shapeSections(): readonly string[] {
  return Object.values(shapes)
    .filter((shape) => "declared" in shape)
    .map(({ name, declared }) => {
      const {
        properties = {},
        required = [],
        description,
      } = declared as {
        properties?: Record<string, JsonSchema>;
        required?: readonly string[];
        description?: string;
      };
      const rows = Object.entries(properties).map(([key, json]) => {
        const optional = required.includes(key) ? "" : " (may be missing)";
        return `| \`${key}\` | ${typeName(json)}${optional} | ${String(json["description"] ?? "")} |`;
      });
      const intro = description === undefined ? "" : `${description}\n\n`;
      return `### ${name}\n\n${intro}| property | type | |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
    });
}

function typeName(json: JsonSchema): string {
  const {
    anyOf,
    items,
    $ref: reference,
    enum: values,
    type,
    properties,
  } = json as {
    anyOf?: readonly JsonSchema[];
    items?: JsonSchema;
    $ref?: string;
    enum?: readonly unknown[];
    type?: string | readonly string[];
    properties?: Record<string, JsonSchema>;
  };
  if (anyOf !== undefined) return anyOf.map(typeName).join(" or ");
  if (reference !== undefined) return link(json);
  if (values !== undefined) return values.map((value) => (value === null ? "null" : `\`${value}\``)).join(", ");
  if (properties !== undefined) {
    const inner = Object.entries(properties).map(([key, one]) => `\`${key}\`: ${typeName(one)}`);
    return `{ ${inner.join("; ")} }${[type].flat().includes("null") ? " or null" : ""}`;
  }
  if (items !== undefined) return `array of ${typeName(items)}`;
  return [type].flat().join(" or ");
}
