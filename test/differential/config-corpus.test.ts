/** Real configurations: this reader and Debian's supervisord get the same out of each, or both refuse it. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { requires } from "../helpers/requires.ts";
import { ConfigPeer, compareInfo, peerFiles } from "./config-peer.ts";
import { safeCopy } from "./config-safe-copy.ts";

const folder = fileURLToPath(new URL("../../../shared/corpus/", import.meta.url));
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".conf")) : [];
const texts = names.map((name) => readFileSync(`${folder}${name}`, "utf8"));

describe("real configurations", requires(...peerFiles, folder), () => {
  let peer: ConfigPeer;
  let accepted = 0;
  before(() => {
    peer = new ConfigPeer(variablesOf(texts));
  });
  after(() => peer.stop());

  for (const [index, name] of names.entries()) {
    const text = texts[index] ?? "";
    test(name, () => compare(text));
    // Fragments for a conf.d directory say more when they are given the section that they lack.
    if (!text.includes("[supervisord]")) test(`${name} with [supervisord]`, () => compare(`[supervisord]\n${text}`));
  }

  test("most of them are accepted by both", () => assert.ok(accepted > 60, `only ${accepted}`));

  async function compare(text: string): Promise<void> {
    const copy = safeCopy(text, peer.directory);
    const restart = /^\s*environment\s*[=:]/m.test(copy.split("[supervisord]")[1]?.split("\n[")[0] ?? "");
    const { outcome: theirs, processes } = await peer.ask({ text: copy, add: true, restart });
    const ours = peer.readOurs(copy);
    assert.equal(ours.kind, theirs.kind, JSON.stringify({ ours, theirs }));
    if (ours.kind !== "accepted" || theirs.kind !== "accepted" || ours.info === undefined) return;
    accepted++;
    assert.ok(theirs.info !== undefined, "the peer cannot say what it read");
    assert.deepEqual(compareInfo(ours.info, theirs.info), []);
    const shown = processes.map(({ group, name, state, pid, exitstatus }) => ({ group, name, state, pid, exitstatus }));
    const expected = ours.info.map(({ group, name }) => ({ group, name, state: 0, pid: 0, exitstatus: 0 }));
    assert.deepEqual(sorted(shown), sorted(expected));
  }
});

/** Every variable that the files ask for, set to 1. */
function variablesOf(files: readonly string[]): Record<string, string> {
  const found = files.flatMap((text) =>
    [...text.matchAll(/%\(ENV_(\w+)\)/g)].map(([, name = ""]) => [name, "1"] as const),
  );
  const { HOME: _home, PATH: _path, LANG: _lang, ...others } = Object.fromEntries(found) as Record<string, string>;
  return others;
}

function sorted(list: readonly object[]): string[] {
  return list.map((item) => JSON.stringify(item)).sort();
}
