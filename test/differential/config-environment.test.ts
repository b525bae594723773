/** `environment=` through Debian's supervisord: a value shows when %(ENV_X)s stands in a command. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { requires } from "../helpers/requires.ts";
import { knownDifferences } from "./config-differences.ts";
import { randomFrom } from "./config-mutations.ts";
import { ConfigPeer, compareInfo, peerFiles } from "./config-peer.ts";

/**
 * Whole values, quoted or not; some cut short, some wrong, some beside the rules. None has quotes in its middle: Debian's
 * version still reads those by older rules.
 */
const pieces = [
  ...[
    "1",
    "a/b.c-d+e:f(g)",
    '"two words"',
    "'single'",
    `"it's"`,

    '""',
    "''",
    '"a;b"',
    '"a,b=c"',
    '"50%%"',
  ],
  ...[
    "x y",
    "$HOME",
    "50%%",
    "日本",
    "é",
    "a@b",
    "a*b",
    "",
    '"日本"',
    "a#b",
    '"a#b"',
    "%(here)s",
    '"%(here)s/x"',
    "-",
    "1=2",
  ],
];
const separators = [",", ", ", " ,", ",\n  ", ";", ",,", " "];
const endings = ["", "", "", ",", " ,", ";", ",,"];

describe("environment", requires(...peerFiles), () => {
  let peer: ConfigPeer;
  before(() => {
    peer = new ConfigPeer();
  });
  after(() => peer.stop());

  const random = randomFrom(7);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;

  test("of a program is read as by Debian's supervisord, 400 times", async () => {
    let accepted = 0;
    for (let index = 0; index < 400; index++) {
      const keys = ["A", "B", "'C'"].slice(0, 1 + random(3));
      const value = keys.map((key) => `${key}=${pick(pieces)}`).join(pick(separators)) + pick(endings);
      accepted += await same(`[supervisord]
[program:x]
command=/bin/echo <%(ENV_A)s>
environment=${value}
[program:y]
command=/bin/echo
environment=${value}
`);
    }
    assert.ok(accepted > 60, `only ${accepted} were accepted`);
  });

  test("of [supervisord] is read as by Debian's supervisord and reaches every program", async () => {
    let accepted = 0;
    for (const [index, piece] of pieces.entries()) {
      // Debian's supervisord never forgets a variable that it has once read here: each has a name of its own.
      accepted += await same(`[supervisord]
environment=K${index}=${piece},L${index}="z"
[program:x]
command=/bin/echo <%(ENV_K${index})s> <%(ENV_L${index})s>
`);
    }
    assert.ok(accepted > 10, `only ${accepted} were accepted`);
  });

  /** 1 if both accept, 0 if both refuse. */
  async function same(text: string): Promise<number> {
    const { outcome: theirs } = await peer.ask({ text });
    const ours = peer.readOurs(text);
    if (knownDifferences.some((difference) => difference.covers({ text, ours, theirs, fields: [] }))) return 0;
    assert.equal(ours.kind, theirs.kind, `${text}\n${JSON.stringify({ ours, theirs })}`);
    if (ours.kind !== "accepted" || theirs.kind !== "accepted") return 0;
    assert.deepEqual(compareInfo(ours.info ?? [], theirs.info ?? []), [], text);
    return 1;
  }
});
