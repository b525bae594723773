import assert from "node:assert/strict";
import { groups, type Move, names, World } from "../../src/supervisor/snapshot-world.ts";
import { fc } from "./fast-check.ts";

const who = fc.nat(names.length - 1);
const program = fc.nat(2);
const listener = fc.constantFrom(3, 4);
const output = ["text", "line\n", "\x1b[3", "1mred", "<!--XSUPERVISOR:BE", "GIN-->", "said<!--XSUP", "ERVISOR:END-->"];
const input = fc.string({ minLength: 1, maxLength: 90 });
const anyOf = (...words: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...words);
const one = <Kind extends Move["kind"]>(...kinds: readonly Kind[]) => fc.constantFrom(...kinds);

const weighted: readonly (readonly [weight: number, moves: fc.Arbitrary<Move>])[] = [
  [4, fc.record({ kind: one("start", "stop", "restart"), who })],
  [2, fc.record({ kind: one("autostart"), order: fc.shuffledSubarray([...names]) })],
  [4, fc.record({ kind: one("die"), who, code: fc.nat(1), keepsPipes: fc.boolean() })],
  [4, fc.record({ kind: one("write"), who: program, text: fc.constantFrom(...output) })],
  [4, fc.record({ kind: one("stdin"), who: program, text: input })],
  [
    8,
    fc.record({ kind: one("answer"), who: listener, bytes: fc.constantFrom(1, 5, 8, 100), word: anyOf("OK", "FAIL") }),
  ],
  [1, fc.record({ kind: one("babble"), who: listener })],
  [1, fc.record({ kind: one("hush"), who: program })],
  [3, fc.record({ kind: one("take", "deafen"), who })],
  [2, fc.record({ kind: one("add", "remove"), group: anyOf(...groups.map(({ name }) => name)) })],
  [1, fc.record({ kind: one("reread", "stranger", "names") })],
  [2, fc.record({ kind: one("orphan") })],
  [1, fc.record({ kind: one("shutdown", "reload") })],
  [1, fc.record({ kind: one("jump"), ms: fc.constantFrom(-9000, 7000, 70_000) })],
  [8, fc.record({ kind: one("wait"), ms: fc.constantFrom(0, 1, 500, 1000, 3000, 10_000) })],
];
const moves = fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));

/** A life of a daemon, and when another goes on in its place. */
const history = fc.array(fc.tuple(moves, fc.constantFrom("no", "no", "at once", "after a moment")), {
  minLength: 1,
  maxLength: 60,
  size: "max",
});

/** Fails if in one of so many lives anybody can tell a daemon that was replaced from one that was not. */
export async function checkReplacedDaemons(lives: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(history, async (happenings) => {
      const still = new World();
      const replaced = new World();
      const compare = async (when: string): Promise<void> => {
        await Promise.all([still.pass(), replaced.pass()]);
        assert.deepEqual(replaced.look(), still.look(), when);
      };
      for (const [index, [move, replaces]] of happenings.entries()) {
        for (const world of [still, replaced]) world.move(move);
        if (replaces === "at once") replaced.replace();
        await compare(`after move ${index}`);
        if (replaces === "after a moment") replaced.replace();
      }
      for (const world of [still, replaced]) world.move({ kind: "orphan" });
      for (const ms of [1000, 5000, 15_000, 60_000]) {
        for (const world of [still, replaced]) {
          world.drain();
          world.move({ kind: "wait", ms });
        }
        await compare(`${ms} ms after the last move`);
      }
    }),
    { numRuns: lives, includeErrorInReport: true },
  );
}
