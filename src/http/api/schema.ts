/**
 * Shapes of JSON values, declared once: each is the TypeScript type, the JSON Schema in the OpenAPI document, and the
 * check of what clients send.
 */
export type JsonSchema = { readonly [keyword: string]: unknown };

export interface Schema<T> {
  readonly json: JsonSchema;
  /** Says where and why a value does not fit; undefined if it does. */
  readonly reject: (value: unknown, at: string) => string | undefined;
  /** Never there: carries the type. */
  readonly type?: T;
}

export type TypeOf<S> = S extends Schema<infer T> ? T : never;

type Properties = Readonly<Record<string, Schema<unknown>>>;
type ObjectOf<P extends Properties> = { readonly [K in keyof P]: TypeOf<P[K]> };

function described(json: JsonSchema, description: string | undefined): JsonSchema {
  return description === undefined ? json : { ...json, description };
}

function primitive<T>(json: JsonSchema, what: string, fits: (value: unknown) => boolean): Schema<T> {
  return { json, reject: (value, at) => (fits(value) ? undefined : `${at} must be ${what}`) };
}

export function string(description?: string): Schema<string> {
  return primitive(described({ type: "string" }, description), "a string", (value) => typeof value === "string");
}

export function integer(description?: string): Schema<number> {
  return primitive(described({ type: "integer" }, description), "an integer", Number.isSafeInteger);
}

export function number(description?: string): Schema<number> {
  return primitive(described({ type: "number" }, description), "a number", Number.isFinite);
}

export function boolean(description?: string): Schema<boolean> {
  return primitive(described({ type: "boolean" }, description), "true or false", (value) => typeof value === "boolean");
}

/** A moment as RFC 3339 text. */
export function moment(description?: string): Schema<string> {
  const json = described({ type: "string", format: "date-time" }, description);
  return primitive(json, "a date and time", (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)));
}

export function oneOf<const T extends string>(values: readonly T[], description?: string): Schema<T> {
  const json = described({ type: "string", enum: values }, description);
  return primitive(json, `one of ${values.join(", ")}`, (value) => (values as readonly unknown[]).includes(value));
}

export function either<A, B>(a: Schema<A>, b: Schema<B>): Schema<A | B> {
  return {
    json: { anyOf: [a.json, b.json] },
    reject: (value, at) => (a.reject(value, at) === undefined ? undefined : b.reject(value, at)),
  };
}

export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  return {
    json: "$ref" in schema.json ? { anyOf: [schema.json, { type: "null" }] } : nullableJson(schema.json),
    reject: (value, at) => (value === null ? undefined : schema.reject(value, at)),
  };
}

function nullableJson(json: JsonSchema): JsonSchema {
  const { enum: values } = json;
  return { ...json, type: [json["type"], "null"], ...(Array.isArray(values) ? { enum: [...values, null] } : {}) };
}

export function array<T>(items: Schema<T>, description?: string): Schema<readonly T[]> {
  return {
    json: described({ type: "array", items: items.json }, description),
    reject: (value, at) => {
      if (!Array.isArray(value)) return `${at} must be an array`;
      for (const [index, item] of value.entries()) {
        const reason = items.reject(item, `${at}[${index}]`);
        if (reason !== undefined) return reason;
      }
      return undefined;
    },
  };
}

/** An object that has exactly these properties, except that those named in `optional` may be missing. */
export function object<P extends Properties, O extends keyof P & string = never>(
  properties: P,
  options: { readonly description?: string; readonly optional?: readonly O[] } = {},
): Schema<Omit<ObjectOf<P>, O> & Partial<Pick<ObjectOf<P>, O>>> {
  const optional = new Set<string>(options.optional ?? []);
  const names = Object.keys(properties);
  return {
    json: described(
      {
        type: "object",
        properties: Object.fromEntries(names.map((name) => [name, properties[name]?.json])),
        required: names.filter((name) => !optional.has(name)),
        additionalProperties: false,
      },
      options.description,
    ),
    reject: (value, at) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return `${at} must be an object`;
      const unknown = Object.keys(value).find((name) => !Object.hasOwn(properties, name));
      if (unknown !== undefined) return `${at} has no property '${unknown}'`;
      for (const name of names) {
        if (!Object.hasOwn(value, name)) {
          if (optional.has(name)) continue;
          return `${at} lacks '${name}'`;
        }
        const reason = properties[name]?.reject((value as Record<string, unknown>)[name], `${at}.${name}`);
        if (reason !== undefined) return reason;
      }
      return undefined;
    },
  };
}

/** A schema that the OpenAPI document declares by name and refers to. */
export interface NamedSchema<T> extends Schema<T> {
  readonly name: string;
  readonly declared: JsonSchema;
}

export function named<T>(name: string, schema: Schema<T>): NamedSchema<T> {
  return { name, declared: schema.json, json: { $ref: `#/components/schemas/${name}` }, reject: schema.reject };
}
