/** The part of JSON Schema 2020-12 that the OpenAPI document uses; anything else is a failure, not an approval. */
type Schema = Readonly<Record<string, unknown>>;

const known = new Set([
  ...["type", "properties", "required", "additionalProperties", "items", "enum", "anyOf", "$ref", "format"],
  ...["description", "default", "minimum", "maximum"],
]);

/** What does not fit, with where; empty if all does. */
export function mismatches(value: unknown, schema: Schema, document: Schema, at = "value"): readonly string[] {
  for (const keyword of Object.keys(schema)) if (!known.has(keyword)) return [`${at}: unknown keyword ${keyword}`];
  if (typeof schema["$ref"] === "string") return mismatches(value, resolve(schema["$ref"], document), document, at);
  const { anyOf } = schema as { anyOf?: readonly Schema[] };
  if (anyOf !== undefined) {
    const all = anyOf.map((one) => mismatches(value, one, document, at));
    return all.some((found) => found.length === 0) ? [] : (all[0] ?? []);
  }
  const types = [schema["type"]].flat();
  if (!types.some((type) => hasType(value, type))) return [`${at}: ${JSON.stringify(value)} is no ${types.join("/")}`];
  const { enum: values } = schema as { enum?: readonly unknown[] };
  if (values !== undefined && !values.includes(value)) return [`${at}: ${JSON.stringify(value)} is not in the enum`];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => mismatches(item, schema["items"] as Schema, document, `${at}[${index}]`));
  }
  return typeof value === "object" && value !== null ? inObject(value, schema, document, at) : [];
}

export function resolve(reference: string, document: Schema): Schema {
  let found: unknown = document;
  for (const part of reference.replace(/^#\//, "").split("/")) found = (found as Schema | undefined)?.[part];
  if (found === undefined) throw new Error(`${reference} leads nowhere`);
  return found as Schema;
}

function inObject(value: object, schema: Schema, document: Schema, at: string): readonly string[] {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, Schema>>;
  const missing = ((schema["required"] ?? []) as readonly string[]).filter((name) => !Object.hasOwn(value, name));
  const found = missing.map((name) => `${at}: lacks ${name}`);
  for (const [name, member] of Object.entries(value)) {
    const inner = properties[name];
    if (inner !== undefined) found.push(...mismatches(member, inner, document, `${at}.${name}`));
    else if (schema["additionalProperties"] === false) found.push(`${at}: has ${name}`);
  }
  return found;
}

function hasType(value: unknown, type: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "integer":
      return Number.isInteger(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    default:
      // The other names are those of typeof.
      return typeof value === type;
  }
}
