import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("the reference page and the schema are what the options tables make of them", () => {
  const script = fileURLToPath(new URL("generate-config-docs.ts", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", script, "--check"], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
});

interface OptionSchema {
  readonly type?: string;
  readonly default?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly anyOf?: readonly OptionSchema[];
}

function accepts(schema: OptionSchema, value: string): boolean {
  if (schema.anyOf !== undefined) return schema.anyOf.some((each) => accepts(each, value));
  if (schema.enum !== undefined) return schema.enum.includes(value);
  return schema.pattern === undefined || new RegExp(schema.pattern, "u").test(value);
}

test("the schema accepts every default, and refuses a bad value", () => {
  const schema = JSON.parse(
    readFileSync(new URL("../docs/reference/supervisord-options.schema.json", import.meta.url), "utf8"),
  );
  const sections: { properties: Record<string, OptionSchema> }[] = [
    ...Object.values<never>(schema.properties),
    ...Object.values<never>(schema.patternProperties),
  ].filter((section: object) => "properties" in section);
  const defaults = sections.flatMap(({ properties }) =>
    Object.entries(properties).filter(([, option]) => option.default !== undefined),
  );
  assert.ok(defaults.length > 50);
  for (const [key, option] of defaults) assert.ok(accepts(option, option.default ?? ""), key);
  const { autostart, startsecs, stdout_logfile_maxbytes: size } = schema.patternProperties["^program:"].properties;
  for (const value of ["TRUE", "off", "%(ENV_X)s"]) assert.ok(accepts(autostart, value), value);
  assert.ok(accepts(size, "10 mb"));
  for (const [option, value] of [
    [autostart, "maybe"],
    [startsecs, "1.5"],
    [size, "10K"],
  ]) {
    assert.equal(accepts(option, value), false, value);
  }
});
