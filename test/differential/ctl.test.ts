/** supervisorctl says and returns what Debian's says and returns, on Debian's supervisord and on ours. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { peerSupervisorctl, peerSupervisord } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { Arena, type Outcome, type Scenario, type Step, type Whose } from "./ctl-scenario.ts";
import { actions } from "./ctl-scenarios/actions.ts";
import { authentication } from "./ctl-scenarios/authentication.ts";
import { commandLine } from "./ctl-scenarios/command-line.ts";
import { configurationChanges } from "./ctl-scenarios/configuration-changes.ts";
import { noSocket, refused } from "./ctl-scenarios/server-down.ts";
import { shell } from "./ctl-scenarios/shell.ts";
import { shuttingDown } from "./ctl-scenarios/shutting-down.ts";
import { withoutNamespace } from "./ctl-scenarios/without-namespace.ts";

const scenarios: readonly Scenario[] = [
  actions,
  authentication,
  commandLine,
  configurationChanges,
  noSocket,
  refused,
  shell,
  shuttingDown,
  withoutNamespace,
];

/** Ours is first. Who is compared with Debian's supervisorctl on Debian's supervisord: supervisorctl, supervisord. */
const pairs: readonly (readonly [ctl: Whose, daemon: Whose])[] =
  process.env["CTL_DAEMON"] === "peer"
    ? [["ours", "Debian's"]]
    : [
        ["ours", "Debian's"],
        ["Debian's", "ours"],
        ["ours", "ours"],
      ];

for (const scenario of scenarios) {
  describe(`supervisorctl: ${scenario.title}`, requires(peerSupervisord, peerSupervisorctl), () => {
    let reference: Arena;
    let arenas: readonly (readonly [pair: (typeof pairs)[number], arena: Arena])[] = [];
    before(async () => {
      reference = await Arena.open(scenario, "Debian's", "Debian's");
      arenas = await Promise.all(
        (scenario.withoutDaemon ? pairs.slice(0, 1) : pairs).map(
          async (pair) => [pair, await Arena.open(scenario, pair[0], pair[1])] as const,
        ),
      );
    });
    after(async () => {
      await Promise.all([reference.close(), ...arenas.map(([, arena]) => arena.close())]);
    });
    for (const step of scenario.steps) {
      test(titleOf(step), async () => {
        const [expected, ...outcomes] = await Promise.all([
          reference.run(step),
          ...arenas
            .slice(0, step.local ? 1 : undefined)
            .map(async ([pair, arena]) => [pair, await arena.run(step)] as const),
        ]);
        for (const [[ctl, daemon], outcome] of outcomes) {
          compare(`${ctl} supervisorctl on ${daemon} supervisord`, step, expected, outcome, ctl === "ours");
        }
      });
    }
  });
}

function titleOf({ run, when }: Step): string {
  return `${run === "" ? "(no action)" : run}${when === undefined ? "" : `, ${when}`}`;
}

function compare(who: string, step: Step, expected: Outcome, actual: Outcome, isOurs: boolean): void {
  const only = step.only ?? ((text) => text);
  const difference = isOurs ? step.differs : undefined;
  const said = `${who}, which says on its standard error: ${JSON.stringify(actual.stderr)}`;
  if (difference?.stdout instanceof RegExp) assert.match(only(actual.stdout), difference.stdout, said);
  else assert.equal(only(actual.stdout), difference?.stdout ?? only(expected.stdout), said);
  assert.equal(actual.status, difference?.status ?? expected.status, `exit status of ${said}`);
}
