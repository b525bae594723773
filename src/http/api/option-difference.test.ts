import assert from "node:assert/strict";
import { test } from "node:test";
import type { GroupConfig, ProcessConfig } from "../../config/configuration.ts";
import { compareGroups } from "./option-difference.ts";

function group(name: string, changes: Partial<ProcessConfig> = {}, others: readonly ProcessConfig[] = []): GroupConfig {
  const process = {
    name,
    command: "/bin/cat",
    stopsignal: 15,
    exitcodes: [0],
    environment: {},
    stdout: { logfile: { kind: "auto" }, logfile_maxbytes: 1 },
    ...changes,
  } as unknown as ProcessConfig;
  return { kind: "program", name, priority: 999, processes: [process, ...others] };
}

test("groups that are the same are not told, the others by name", () => {
  assert.deepEqual(compareGroups([group("a"), group("b")], [group("c"), group("b")]), [
    { group: "a", change: "removed", options: [] },
    { group: "c", change: "added", options: [] },
  ]);
});

test("options are told by the names and in the form in which they are written", () => {
  const stdout = { logfile: { kind: "file", path: "/x.log" }, logfile_maxbytes: 1 } as ProcessConfig["stdout"];
  const [difference] = compareGroups([group("a")], [group("a", { stopsignal: 2, exitcodes: [0, 2], stdout })]);
  assert.deepEqual(difference?.options, [
    { process: "a", option: "stopsignal", from: "TERM", to: "INT" },
    { process: "a", option: "exitcodes", from: "0", to: "0,2" },
    { process: "a", option: "stdout_logfile", from: "auto", to: "/x.log" },
  ]);
});

test("variables are named, their values are not", () => {
  const [difference] = compareGroups(
    [group("a", { environment: { KEPT: "1", GONE: "secret" } })],
    [group("a", { environment: { KEPT: "2", NEW: "secret" } })],
  );
  assert.doesNotMatch(JSON.stringify(difference), /secret/);
  assert.deepEqual(
    difference?.options.map(({ option }) => option),
    ["environment: KEPT", "environment: GONE", "environment: NEW"],
  );
});

test("members that come and go are told", () => {
  const more = group("b").processes;
  const [difference] = compareGroups([group("a")], [group("a", {}, more)]);
  assert.deepEqual(difference?.options, [{ process: "b", option: "process", from: null, to: "added" }]);
});
