/** supervisorctl says and returns what Debian's says and returns, on Debian's supervisord and on ours. */
import { after, before, describe, test } from "node:test";
import { peerSupervisorctl, peerSupervisord } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { Comparison, titleOf } from "./ctl-comparison.ts";
import { authentication } from "./ctl-scenarios/authentication.ts";
import { commandLine } from "./ctl-scenarios/command-line.ts";
import { configurationChanges } from "./ctl-scenarios/configuration-changes.ts";
import { noSocket, refused } from "./ctl-scenarios/server-down.ts";
import { shell } from "./ctl-scenarios/shell.ts";
import { shuttingDown } from "./ctl-scenarios/shutting-down.ts";
import { withoutNamespace } from "./ctl-scenarios/without-namespace.ts";

for (const scenario of [
  authentication,
  commandLine,
  configurationChanges,
  noSocket,
  refused,
  shell,
  shuttingDown,
  withoutNamespace,
]) {
  describe(`supervisorctl: ${scenario.title}`, requires(peerSupervisord, peerSupervisorctl), () => {
    const comparison = new Comparison(scenario);
    before(() => comparison.open());
    after(() => comparison.close());
    for (const step of scenario.steps) test(titleOf(step), () => comparison.check(step));
  });
}
