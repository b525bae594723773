/** Single-line mutations of a configuration: this reader and Debian's supervisord agree, or both refuse. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { requires } from "../helpers/requires.ts";
import { knownDifferences } from "./config-differences.ts";
import { mutate } from "./config-mutations.ts";
import { ConfigPeer, compareInfo, peerFiles } from "./config-peer.ts";

const seed = Number(process.env["CONFIG_SEED"] ?? 20);
const count = Number(process.env["CONFIG_MUTATIONS"] ?? 1000);

describe("mutated configurations", requires(...peerFiles), () => {
  let peer: ConfigPeer;
  before(() => {
    peer = new ConfigPeer({ X: "x" });
  });
  after(() => peer.stop());

  test(`${count} mutations (seed ${seed}) are read as Debian's supervisord reads them, or refused by both`, async () => {
    const base = readFileSync(new URL("config-base.conf", import.meta.url), "utf8");
    const unexplained: string[] = [];
    const counts = { same: 0, refused: 0, explained: 0 };
    for (const { name, text } of mutate([base], count, seed)) {
      const { outcome: theirs } = await peer.ask({ text });
      const ours = peer.readOurs(text);
      const fields =
        ours.kind === "accepted" && theirs.kind === "accepted" && theirs.info !== undefined
          ? compareInfo(ours.info ?? [], theirs.info)
          : [];
      if (ours.kind === theirs.kind && fields.length === 0) counts[ours.kind === "accepted" ? "same" : "refused"]++;
      else if (knownDifferences.some((difference) => difference.covers({ text, ours, theirs, fields })))
        counts.explained++;
      else
        unexplained.push(
          `${name}\nours: ${JSON.stringify(ours)}\ntheirs: ${JSON.stringify(theirs)}\n${fields.join("\n")}`,
        );
    }
    assert.deepEqual(unexplained, []);
    // The comparison would be empty if nearly all were refused, or nearly none.
    assert.ok(counts.same > count / 4 && counts.refused > count / 10, JSON.stringify(counts));
    assert.ok(counts.explained < count / 20, JSON.stringify(counts));
  });
});
