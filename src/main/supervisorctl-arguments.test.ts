import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSupervisorctlArguments } from "./supervisorctl-arguments.ts";

function optionsOf(line: string): Readonly<Record<string, string>> {
  const command = parseSupervisorctlArguments(line.split(" "));
  assert.equal(command.kind, "run");
  return command.kind === "run" ? { ...Object.fromEntries(command.options), line: command.words.join(" ") } : {};
}

test("options end at the action; its own words are left alone", () => {
  assert.deepEqual(optionsOf("-c a.conf status -c x"), { configuration: "a.conf", line: "status -c x" });
  assert.deepEqual(optionsOf("-i -- -x"), { interactive: "", line: "-x" });
});

test("both spellings of the history option work, and abbreviations of Supervisor's own stay unique", () => {
  for (const option of ["-r f", "--history-file f", "--history_file=f", "--history-file=f", "--hist f"]) {
    assert.equal(optionsOf(option)["history-file"], "f", option);
  }
});

for (const option of ["-h", "-?", "--help", "--he", "-ih"]) {
  test(`${option} asks for help`, () => {
    assert.deepEqual(parseSupervisorctlArguments([option]), { kind: "help" });
  });
}

for (const option of ["-v", "--version", "--ver"]) {
  test(`${option} asks for the version`, () => {
    assert.deepEqual(parseSupervisorctlArguments([option]), { kind: "version" });
  });
}

for (const url of ["http://localhost:9001", "unix:///x", "unix:/x", "https://x", "a:b", "http:///x"]) {
  test(`${url} could be a URL; what is wrong with it is seen when it is used`, () => {
    assert.equal(optionsOf(`-s ${url}`)["serverurl"], url);
  });
}

for (const url of ["foo", "http://", "unix://", "file:", "=", "/x", ":x", "1a:b"]) {
  test(`${url} is no URL`, () => {
    assert.deepEqual(parseSupervisorctlArguments(["-s", url]), {
      kind: "refused",
      message: `invalid value for -s '${url}': value '${url}' is not a URL`,
    });
  });
}
