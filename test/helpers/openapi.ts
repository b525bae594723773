/** The rules of an OpenAPI 3.1 document, as far as the daemon's uses it; a field that the specification does not know is a fault. */
type Json = Readonly<Record<string, unknown>>;

interface Kind {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Kinds of what stands in a field: one, a list of them, or a map from any name. */
  readonly fields?: Readonly<Record<string, readonly ["one" | "list" | "map", string]>>;
}

/** The fixed fields of https://spec.openapis.org/oas/v3.1.0 */
const kinds: Readonly<Record<string, Kind>> = {
  document: {
    required: ["openapi", "info", "paths"],
    optional: ["jsonSchemaDialect", "servers", "webhooks", "components", "security", "tags", "externalDocs"],
    fields: {
      info: ["one", "info"],
      servers: ["list", "server"],
      paths: ["map", "path"],
      components: ["one", "components"],
      tags: ["list", "tag"],
    },
  },
  info: {
    required: ["title", "version"],
    optional: ["summary", "description", "termsOfService", "contact", "license"],
    fields: { license: ["one", "license"] },
  },
  license: { required: ["name"], optional: ["identifier", "url"] },
  server: { required: ["url"], optional: ["description", "variables"] },
  tag: { required: ["name"], optional: ["description", "externalDocs"] },
  components: {
    required: [],
    optional: ["schemas", "securitySchemes"],
    fields: { schemas: ["map", "schema"], securitySchemes: ["map", "securityScheme"] },
  },
  securityScheme: { required: ["type", "scheme"], optional: ["description", "bearerFormat"] },
  path: {
    required: [],
    optional: ["summary", "description", "get", "put", "post", "delete", "servers", "parameters"],
    fields: {
      get: ["one", "operation"],
      put: ["one", "operation"],
      post: ["one", "operation"],
      delete: ["one", "operation"],
    },
  },
  operation: {
    required: ["responses", "operationId", "tags", "summary"],
    optional: ["description", "externalDocs", "parameters", "requestBody", "deprecated", "security"],
    fields: { parameters: ["list", "parameter"], requestBody: ["one", "body"], responses: ["map", "response"] },
  },
  parameter: {
    required: ["name", "in", "schema"],
    optional: ["description", "required", "deprecated", "style", "explode"],
    fields: { schema: ["one", "schema"] },
  },
  body: { required: ["content"], optional: ["description", "required"], fields: { content: ["map", "mediaType"] } },
  response: {
    required: ["description"],
    optional: ["headers", "content"],
    fields: { content: ["map", "mediaType"], headers: ["map", "header"] },
  },
  header: { required: ["schema"], optional: ["description", "required"], fields: { schema: ["one", "schema"] } },
  mediaType: { required: [], optional: ["schema", "example", "examples"], fields: { schema: ["one", "schema"] } },
};

/** What is wrong with a document, with where; empty if nothing is. */
export function faultsOf(value: unknown, kindName = "document", at = "#"): readonly string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${at} is no object`];
  const kind = kinds[kindName];
  // Schemas are held against real answers elsewhere, by a reader that knows their keywords.
  if (kind === undefined) return [];
  const object = value as Json;
  const allowed = new Set([...kind.required, ...kind.optional]);
  const faults = [
    ...kind.required.filter((name) => !Object.hasOwn(object, name)).map((name) => `${at} lacks ${name}`),
    ...Object.keys(object)
      .filter((name) => !allowed.has(name) && !name.startsWith("x-"))
      .map((name) => `${at} has ${name}`),
  ];
  for (const [name, [how, inner]] of Object.entries(kind.fields ?? {})) {
    const found = object[name];
    if (found === undefined) continue;
    if (how === "one") faults.push(...faultsOf(found, inner, `${at}/${name}`));
    else if (Array.isArray(found) !== (how === "list")) faults.push(`${at}/${name} is no ${how}`);
    else
      for (const [key, one] of Object.entries(found as Json)) {
        faults.push(...faultsOf(one, inner, `${at}/${name}/${key}`));
      }
  }
  return kindName === "document" ? [...faults, ...faultsOfPaths(object)] : faults;
}

function faultsOfPaths({ paths, tags }: Json): readonly string[] {
  const faults: string[] = [];
  const ids = new Set<unknown>();
  const known = new Set((tags as readonly Json[]).map(({ name }) => name));
  for (const [path, operations] of Object.entries(paths as Record<string, Record<string, Json>>)) {
    if (!path.startsWith("/")) faults.push(`${path} begins with no slash`);
    for (const [method, { operationId, tags: own, parameters = [], responses }] of Object.entries(operations)) {
      const at = `${method} ${path}`;
      if (ids.has(operationId)) faults.push(`${at}: ${operationId} twice`);
      ids.add(operationId);
      for (const tag of own as readonly string[]) if (!known.has(tag)) faults.push(`${at}: unknown tag ${tag}`);
      const inPath = (parameters as readonly Json[]).filter((one) => one["in"] === "path");
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      if (inPath.map(({ name }) => name).join() !== names.join()) faults.push(`${at}: parameters of the path`);
      if (inPath.some(({ required }) => required !== true)) faults.push(`${at}: a parameter of the path is required`);
      for (const status of Object.keys(responses as Json)) {
        if (!/^[1-5]\d\d$/.test(status)) faults.push(`${at}: ${status} is no status`);
      }
    }
  }
  return faults;
}
