import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../test/helpers/fast-check.ts";
import { sectionKinds } from "../options/sections.ts";
import { findingsOf } from "./fixtures.ts";
import { rules } from "./rules.ts";

const keys = sectionKinds.flatMap(({ options }) => Object.keys(options));
const headers = [
  ...sectionKinds.map(({ name, naming }) => `[${name}${naming === "named" ? ":x" : ""}]`),
  "[web]",
  "[program web]",
  "[rpcinterface:supervisor]",
];
const values =
  'true,0,1,AUTO,/tmp/x.log,/tmp,http://localhost:9001,unix:///tmp/s,*:9001,a:b,tcp://:1,x,nginx -x,cd /x && y > z,"a b",A=1,supervisor.rpcinterface:make_main_rpcinterface,{SHA}x,%(here)s,~/x,$HOME'.split(
    ",",
  );
const line = fc.oneof(
  fc.constantFrom(...headers),
  fc
    .tuple(fc.constantFrom("", " ", "  "), fc.constantFrom(...keys), fc.constantFrom(...values))
    .map(([indent, key, value]) => `${indent}${key}=${value}`),
  fc.string({ unit: "binary", maxLength: 10 }),
);

test("any file is checked to its end, and every finding has a rule and a place", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 25 }), (lines) => {
      const text = ["[supervisord]", ...lines].join("\n");
      for (const { rule, severity, file, line: number } of findingsOf(text)) {
        assert.ok(Object.hasOwn(rules, rule), rule);
        const expected = rules[rule].severity;
        assert.ok(expected === "either" || expected === severity, `${rule} as ${severity}`);
        assert.ok(file === undefined || (number ?? 1) >= 1);
      }
    }),
    { numRuns: 300 },
  );
});
