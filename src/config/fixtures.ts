/** For tests: a configuration read from a text, on a system in memory. */
import { FakeSystem } from "../system/fake-system.ts";
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
