import { pythonRepr } from "../ini/python-repr.ts";
import { isSecretName } from "./secret-name.ts";
import { readShellTokens } from "./shell-tokens.ts";
import { parsed, rejected, type ValueType } from "./value-type.ts";

/** ASCII letters and digits, `_`, `/.+-():`, and the accented letters of Latin-1. */
const wordCharacter = /^[a-zA-Z0-9_/.+\-():\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]$/;

/**
 * `KEY="value",KEY2="value"`: tokens are taken in fours, a key, `=`, a value and a separator that may be any token.
 * That cuts unquoted values short (`A=$HOME` gives `$`), which Supervisor does without a word; here it is a warning.
 */
export const environment: ValueType<Readonly<Record<string, string>>> = {
  name: "environment",
  accepts: 'KEY="value" pairs with commas between them; quote values that hold more than letters, digits and _/.+-():',
  schema: { type: "string" },
  parse(text) {
    const lexed = readShellTokens(text, {
      isWordCharacter: (character) => wordCharacter.test(character),
      comments: true,
    });
    if (!lexed.ok) return rejected(lexed.reason, `every " and ' needs a second one; write \\" for one inside "..."`);
    const variables = new Map<string, string>();
    const warnings: string[] = [];
    const { tokens } = lexed;
    for (let index = 0; index < tokens.length; index += 4) {
      const [key, equals, value, separator] = tokens.slice(index, index + 4);
      if (key === undefined || equals?.text !== "=" || value === undefined) {
        return rejected(
          `Unexpected end of key/value pairs in value ${pythonRepr(text)}`,
          'write KEY="value",KEY2="value2", with quotes around values',
        );
      }
      variables.set(key.text, value.text);
      if (separator !== undefined && (separator.quoted || ![",", ";"].includes(separator.text))) {
        const shown = isSecretName(key.text) ? "short" : `to ${pythonRepr(value.text)}`;
        warnings.push(
          `the value of ${key.text} is cut ${shown} before ${pythonRepr(separator.text)}; put quotes around the whole value`,
        );
      }
    }
    return parsed(Object.fromEntries(variables), warnings);
  },
};
