import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expand } from "./expand.ts";

const names = new Map<string, string | number>([
  ["program_name", "web"],
  ["process_num", 7],
  ["ENV_QUOTED", `it's "x"`],
]);

function expanded(text: string): string {
  const result = expand(text, (name) => names.get(name));
  if (!result.ok) return result.kind === "unknown" ? `unknown ${result.name}` : result.reason;
  return result.text;
}

describe("expand", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["no names", "no names"],
    ["%(program_name)s_%(process_num)02d", "web_07"],
    ["100%% %%(program_name)s", "100% %(program_name)s"],
    ["%(process_num)5d|%(process_num)-5d|%(process_num)+d|% d", "not enough arguments for format string"],
    ["%(process_num)5d|%(process_num)-5d|%(process_num)+d|%(process_num) d", "    7|7    |+7| 7"],
    [
      "%(process_num)#x %(process_num)#o %(process_num)e %(process_num).2f %(process_num)g",
      "0x7 0o7 7.000000e+00 7.00 7",
    ],
    ["%(program_name)5s|%(program_name)-5s|%(program_name).2s", "  web|web  |we"],
    ["%(ENV_QUOTED)r", `'it\\'s "x"'`],
    ["%(process_num)s%(process_num)r%(process_num)ld", "777"],
    ["%(nope)s", "unknown nope"],
    ["%(constructor)s", "unknown constructor"],
    ["%(nope", "incomplete format key"],
    ["50%", "incomplete format"],
    ["date +%Y", "unsupported format character 'Y' (0x59) at index 7"],
    ["%s", "not enough arguments for format string"],
    ["%(program_name)d", "%d format: a real number is required, not str"],
    ["%(program_name)x", "%x format: an integer is required, not str"],
    ["%(program_name)f", "must be real number, not str"],
    ["%(program_name)c", "%c requires int or char"],
    ["%(program_name)1001s", "width too big"],
    ["%(process_num).1001d", "precision too big"],
  ];
  for (const [text, result] of cases) test(text, () => assert.equal(expanded(text), result));
});
