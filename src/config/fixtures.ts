/** For tests: a configuration read from a text, on a system in memory. */
import assert from "node:assert/strict";
import { FakeSystem } from "../system/fake-system.ts";
import type { ProcessConfig } from "./configuration.ts";
import { formatProblem } from "./problem.ts";
import { type ConfigurationRequest, type ConfigurationResult, readConfiguration } from "./read-configuration.ts";

/** A request for /etc/c.conf with that text; `system` may hold more files and users. */
export function requestFor(text: string, system: FakeSystem = new FakeSystem()): ConfigurationRequest {
  system.files.put("/etc/c.conf", text);
  return {
    path: "/etc/c.conf",
    files: system.files,
    users: system.users,
    environment: { HOME: "/root", COLOR: "blue" },
    hostName: "host",
    cwd: "/site",
    effectiveUid: 0,
    temporaryDirectory: "/tmp",
  };
}

/** What is read; throws where there are problems. */
export function readText(
  text: string,
  system: FakeSystem = new FakeSystem(),
): Extract<ConfigurationResult, { ok: true }> {
  const result = readConfiguration(requestFor(text, system));
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  return result;
}

/** The process of a configuration that has one only. */
export function onlyProcess(text: string): ProcessConfig {
  const [process, ...others] = readText(text).configuration.groups.flatMap((group) => group.processes);
  assert.ok(process && others.length === 0);
  return process;
}
