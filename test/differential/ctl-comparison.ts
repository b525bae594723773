/** One scenario at the same time for each pair of a supervisorctl and a supervisord, ours or Debian's. */
import assert from "node:assert/strict";
import { Arena, type Outcome, type Scenario, type Step, type Whose } from "./ctl-scenario.ts";

/** Who is compared with Debian's supervisorctl on Debian's supervisord: supervisorctl, supervisord. Ours is first. */
const pairs: readonly (readonly [ctl: Whose, daemon: Whose])[] =
  process.env["CTL_DAEMON"] === "peer"
    ? [["ours", "Debian's"]]
    : [
        ["ours", "Debian's"],
        ["Debian's", "ours"],
        ["ours", "ours"],
      ];

export class Comparison {
  readonly #scenario: Scenario;
  #arenas: readonly (readonly [who: string, isOurs: boolean, arena: Arena])[] = [];
  #reference: Arena | undefined;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  async open(): Promise<void> {
    const own = this.#scenario.withoutDaemon ? pairs.slice(0, 1) : pairs;
    [this.#reference, ...this.#arenas] = await Promise.all([
      Arena.open(this.#scenario, "Debian's", "Debian's"),
      ...own.map(async ([ctl, daemon]) => {
        const who = `${ctl} supervisorctl on ${daemon} supervisord`;
        return [who, ctl === "ours", await Arena.open(this.#scenario, ctl, daemon)] as const;
      }),
    ]);
  }

  async close(): Promise<void> {
    await Promise.all([this.#reference?.close(), ...this.#arenas.map(([, , arena]) => arena.close())]);
  }

  async check(step: Step): Promise<void> {
    const reference = this.#reference;
    assert.ok(reference !== undefined);
    const [expected, ...outcomes] = await Promise.all([
      reference.run(step),
      ...this.#arenas
        .slice(0, step.local ? 1 : undefined)
        .map(async ([who, isOurs, arena]) => [who, isOurs, await arena.run(step)] as const),
    ]);
    for (const [who, isOurs, outcome] of outcomes) compare(who, step, expected, outcome, isOurs);
  }
}

export function titleOf({ run, when }: Step): string {
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
