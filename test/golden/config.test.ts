/**
 * What the reader says of a configuration. Each file of test/golden/config is a case: the configuration, a ruler, and
 * what must come out, one problem or notice a line ("ok" where there is none). A line `--- path` in the first part
 * begins another file. The system has the directories /, /tmp, /dev, /etc and /var/log, the users root (0) and nobody
 * (65534) with the group nogroup, and the variables HOME=/root and COLOR=blue; the file is /etc/c.conf.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { formatProblem, type Problem } from "../../src/config/problem.ts";
import { type ConfigurationRequest, readConfiguration } from "../../src/config/read-configuration.ts";
import { FakeSystem } from "../../src/system/fake-system.ts";

const ruler = "----------\n";
const directory = new URL("config/", import.meta.url);

describe("configuration", () => {
  for (const name of readdirSync(directory).sort()) {
    test(name, () => {
      const text = readFileSync(new URL(name, directory), "utf8");
      const at = text.indexOf(ruler);
      assert.notEqual(at, -1, "the case has no ruler");
      assert.equal(outcome(text.slice(0, at)), text.slice(at + ruler.length).trimEnd());
    });
  }
});

function outcome(input: string): string {
  const system = new FakeSystem();
  system.files.makeDirectory("/var/log");
  const [main = "", ...others] = input.split(/^--- /m);
  system.files.put("/etc/c.conf", main);
  for (const other of others) {
    const end = other.indexOf("\n");
    system.files.put(other.slice(0, end), other.slice(end + 1));
  }
  const request: ConfigurationRequest = {
    path: "/etc/c.conf",
    files: system.files,
    users: system.users,
    environment: { HOME: "/root", COLOR: "blue" },
    hostName: "host",
    cwd: "/",
    effectiveUid: 0,
    temporaryDirectory: "/tmp",
  };
  const result = readConfiguration(request);
  if (!result.ok) {
    for (const problem of result.problems) namesItsPlaceOnce(problem);
    return result.problems.map(formatProblem).join("\n");
  }
  const { notices } = result.configuration;
  return notices.length === 0 ? "ok" : notices.map(({ level, message }) => `${level} ${message}`).join("\n");
}

/** Whatever the message says itself. */
function namesItsPlaceOnce(problem: Problem): void {
  const { file = "", section = "", message } = problem;
  const text = formatProblem(problem).replace(problem.hint ?? "", "");
  for (const name of [file, section]) {
    const times = text.split(/[\s[\]']+/).filter((word) => word === name || word.startsWith(`${name}.`)).length;
    assert.ok(name === "" || times <= 1, `${name} again: ${message}`);
  }
}
