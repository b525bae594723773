import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { knownDifferences } from "./config-differences.ts";
import { mutate } from "./config-mutations.ts";
import { ConfigPeer, compareInfo } from "./config-peer.ts";

/** Fails unless mutations of a configuration are read as Debian's supervisord reads them, refused by both, or known to differ. */
export async function compareMutations(count: number, seed: number): Promise<void> {
  const peer = new ConfigPeer({ X: "x" });
  const unexplained: string[] = [];
  const counts = { same: 0, refused: 0, explained: 0 };
  try {
    const base = readFileSync(new URL("config-base.conf", import.meta.url), "utf8");
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
  } finally {
    await peer.stop();
  }
  assert.deepEqual(unexplained, []);
  // The comparison would be empty if nearly all were refused, or nearly none.
  assert.ok(counts.same > count / 4 && counts.refused > count / 10, JSON.stringify(counts));
  assert.ok(counts.explained < count / 20, JSON.stringify(counts));
}
