import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

type Schema = Readonly<Record<string, unknown>>;

/** Strict: a keyword or format that it does not know is a failure, not an approval. */
const ajv = formats.default(new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }));
// Where the OpenAPI document keeps what its references lead to.
ajv.addKeyword("components");

const compiled = new Map<string, ValidateFunction>();

/** What does not fit a schema of JSON Schema 2020-12, with where; empty if all does. References lead into `document`. */
export function mismatches(value: unknown, schema: Schema, document: Schema = {}): readonly string[] {
  const whole = { ...schema, components: document["components"] };
  const key = JSON.stringify(whole);
  const validate = compiled.get(key) ?? ajv.compile(whole);
  compiled.set(key, validate);
  validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `value${instancePath}: ${message} ${JSON.stringify(params)}`,
  );
}

export function resolve(reference: string, document: Schema): Schema {
  let found: unknown = document;
  for (const part of reference.replace(/^#\//, "").split("/")) found = (found as Schema | undefined)?.[part];
  if (found === undefined) throw new Error(`${reference} leads nowhere`);
  return found as Schema;
}
