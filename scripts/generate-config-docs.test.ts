import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { mismatches } from "../test/helpers/json-schema.ts";

test("the reference page and the schema are what the options tables make of them", () => {
  const script = fileURLToPath(new URL("generate-config-docs.ts", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", script, "--check"], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
});

interface OptionSchema extends Readonly<Record<string, unknown>> {
  readonly default?: string;
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
  for (const [key, option] of defaults) assert.deepEqual(mismatches(option.default, option), [], key);
  const { autostart, startsecs, stdout_logfile_maxbytes: size } = schema.patternProperties["^program:"].properties;
  for (const value of ["TRUE", "off", "%(ENV_X)s"]) assert.deepEqual(mismatches(value, autostart), [], value);
  assert.deepEqual(mismatches("10 mb", size), []);
  for (const [option, value] of [
    [autostart, "maybe"],
    [startsecs, "1.5"],
    [size, "10K"],
  ]) {
    assert.notDeepEqual(mismatches(value, option), [], value);
  }
});

test("the schema as a whole knows sections and options, and refuses others", () => {
  const schema = JSON.parse(
    readFileSync(new URL("../docs/reference/supervisord-options.schema.json", import.meta.url), "utf8"),
  );
  const program = { command: "/bin/cat", autostart: "off" };
  assert.deepEqual(mismatches({ supervisord: { loglevel: "debug" }, "program:x": program }, schema), []);
  for (const bad of [{ "program:x": {} }, { "program:x": { ...program, comand: "x" } }, { programs: {} }]) {
    assert.notDeepEqual(mismatches(bad, schema), [], JSON.stringify(bad));
  }
});
