/** For tests: a configuration read from a text and checked, on a machine in memory. */
import { FakeSystem } from "../../system/fake-system.ts";
import { requestFor } from "../fixtures.ts";
import { readConfiguration } from "../read-configuration.ts";
import { readSupervisorctlConfig } from "../read-supervisorctl.ts";
import { checkConfiguration } from "./check-configuration.ts";
import type { Finding } from "./finding.ts";
import type { CheckLookups } from "./subject.ts";

/** Look-ups that find nothing wrong with any program, and nobody on any port. */
export function fakeLookups(system: FakeSystem, text: string, changes: Partial<CheckLookups> = {}): CheckLookups {
  const request = requestFor(text, system);
  const { files, users, cwd, effectiveUid } = request;
  return {
    files,
    users,
    cwd,
    effectiveUid,
    home: "/root",
    resolve: ({ command }) => ({ ok: true, file: command }),
    findOnPath: (program) => `/usr/bin/${program}`,
    readStart: () => undefined,
    portListeners: () => [],
    runningDaemon: undefined,
    readSupervisorctl: () => readSupervisorctlConfig(request),
    refuseEntryPoint: () => undefined,
    architecture: "x64",
    ...changes,
  };
}

/** The findings of /etc/c.conf with that text. */
export function findingsOf(
  text: string,
  changes: Partial<CheckLookups> = {},
  system: FakeSystem = new FakeSystem(),
): readonly Finding[] {
  return checkConfiguration(readConfiguration(requestFor(text, system)), fakeLookups(system, text, changes));
}
