/**
 * What `--check` suspects in real configurations. Each of these has been looked at, and is right; a new one is either another
 * find or a false alarm.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { checkConfiguration } from "../../src/config/check/check-configuration.ts";
import type { Finding } from "../../src/config/check/finding.ts";
import { fakeLookups } from "../../src/config/check/fixtures.ts";
import type { RuleName } from "../../src/config/check/rules.ts";
import { requestFor } from "../../src/config/fixtures.ts";
import { readConfiguration } from "../../src/config/read-configuration.ts";
import { FakeSystem } from "../../src/system/fake-system.ts";
import { requires } from "../helpers/requires.ts";

const folder = fileURLToPath(new URL("../../../shared/corpus/", import.meta.url));

/** Those that guess what was meant. */
const guesses: readonly RuleName[] = [
  "indented-option",
  "unknown-section",
  "shell-syntax",
  "quoted-command",
  "line-backslash",
  "daemonizes",
  "log-two-names",
  "log-rotated-by-other",
  "open-port",
  "no-rpcinterface",
  "serverurl",
  "login",
];

const expected: readonly string[] = [
  "008.conf:15 open-port",
  "010.conf:12 daemonizes",
  "048.conf:38 daemonizes",
  "090.conf:5 daemonizes",
  "108.conf:6 no-rpcinterface",
  "110.conf:6 daemonizes",
  "114.conf:20 daemonizes",
  "116.conf:20 daemonizes",
  "118.conf:5 shell-syntax",
  "172.conf:21 shell-syntax",
  "178.conf:10 daemonizes",
  "192.conf:23 open-port",
];

describe("real configurations", requires(folder), () => {
  let accepted = 0;
  test("have the faults that they have, and no others are seen in them", () => {
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".conf")) : [];
    const found = names.sort().flatMap((name) => {
      const text = readFileSync(`${folder}${name}`, "utf8");
      const suspected = findings(text).filter(({ rule }) => guesses.includes(rule));
      return suspected.map(({ rule, line }) => `${name}:${line} ${rule}`);
    });
    assert.deepEqual(found, expected);
    assert.ok(accepted > 60, `only ${accepted} could be read`);
  });

  function findings(text: string): readonly Finding[] {
    const result = checked(text);
    if (!result.some(({ rule }) => rule === "invalid")) accepted++;
    return result;
  }
});

/** On a machine that has every directory, user and variable, and no configuration of any program. */
function checked(text: string): readonly Finding[] {
  // Fragments for a conf.d directory are given the sections that they lack, behind their own lines.
  const whole = /^\[supervisord\]/m.test(text) ? text : `${text}\n[supervisord]\n`;
  const system = new FakeSystem();
  const request = requestFor(whole.replace(/^\s*user\s*[=:].*$/gm, ";"), system);
  const variables = [...text.matchAll(/%\(ENV_(\w+)\)/g)].map(([, name = ""]) => [name, "1"]);
  const environment = { ...request.environment, ...Object.fromEntries(variables) };
  const { stat } = system.files;
  const files = Object.assign(Object.create(system.files), {
    stat: (path: string) =>
      /\/[^./]*$/.test(path) ? { ...stat.call(system.files, "/tmp") } : stat.call(system.files, path),
    readText: (path: string) => system.files.readText(path),
    list: () => [],
  });
  const read = readConfiguration({ ...request, files, environment, refuseEntryPoint: () => undefined });
  return checkConfiguration(read, fakeLookups(system, whole, { files }));
}
