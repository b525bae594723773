/**
 * Real configurations: Debian's supervisord, our reader, and our daemon (through the same client) get the same out of
 * each, or all refuse it.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { bin } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { ConfigPeer, compareInfo, peerFiles } from "./config-peer.ts";
import { safeCopy } from "./config-safe-copy.ts";

const folder = fileURLToPath(new URL("../../../shared/corpus/", import.meta.url));
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".conf")) : [];
const texts = names.map((name) => readFileSync(`${folder}${name}`, "utf8"));

describe("real configurations", requires(...peerFiles, folder), () => {
  let peer: ConfigPeer;
  let own: ConfigPeer;
  let accepted = 0;
  before(() => {
    peer = new ConfigPeer(variablesOf(texts));
    own = new ConfigPeer(variablesOf(texts), [process.execPath, `${bin}/supervisord`]);
  });
  after(async () => {
    await Promise.all([peer.stop(), own.stop()]);
  });

  for (const [index, name] of names.entries()) {
    const text = texts[index] ?? "";
    test(name, () => compare(text));
    // Fragments for a conf.d directory say more when they are given the section that they lack.
    if (!text.includes("[supervisord]")) test(`${name} with [supervisord]`, () => compare(`[supervisord]\n${text}`));
  }

  test("most of them are accepted by both", () => assert.ok(accepted > 60, `only ${accepted}`));

  async function compare(text: string): Promise<void> {
    const copy = safeCopy(text, peer.directory);
    // Variables of [supervisord] environment stay known to later readings of Debian's daemon.
    const restart = /^\s*environment\s*[=:]/m.test(copy.split("[supervisord]")[1]?.split("\n[")[0] ?? "");
    const [theirs, daemon] = await Promise.all([
      peer.ask({ text: copy, add: true, restart }),
      own.ask({ text: safeCopy(text, own.directory), add: true }),
    ]);
    const ours = peer.readOurs(copy);
    const all = JSON.stringify({ theirs: theirs.outcome, ours, daemon: daemon.outcome });
    assert.equal(ours.kind, theirs.outcome.kind, all);
    assert.equal(daemon.outcome.kind, theirs.outcome.kind, all);
    if (ours.kind !== "accepted" || theirs.outcome.kind !== "accepted" || daemon.outcome.kind !== "accepted") return;
    accepted++;
    assert.ok(theirs.outcome.info !== undefined && daemon.outcome.info !== undefined, all);
    assert.deepEqual(compareInfo(ours.info ?? [], theirs.outcome.info), []);
    assert.deepEqual(compareInfo(placed(daemon.outcome.info, own, peer), theirs.outcome.info), []);
    assert.deepEqual(placed(daemon.processes.map(comparable), own, peer), theirs.processes.map(comparable));
    for (const { state, pid } of theirs.processes) assert.deepEqual({ state, pid }, { state: 0, pid: 0 });
  }
});

/** Both directories are the same in what follows. */
function placed<T>(value: T, from: ConfigPeer, to: ConfigPeer): T {
  return JSON.parse(JSON.stringify(value).replaceAll(from.directory, to.directory));
}

/** What getAllProcessInfo says, but for the time and the random part of the names of automatic log files. */
function comparable({ now: _now, ...info }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const text = JSON.stringify(info).replace(/(---supervisor-)[^"]*?(\.log)/g, "$1$2");
  return JSON.parse(text);
}

/** Every variable that the files ask for, set to 1. */
function variablesOf(files: readonly string[]): Record<string, string> {
  const found = files.flatMap((text) =>
    [...text.matchAll(/%\(ENV_(\w+)\)/g)].map(([, name = ""]) => [name, "1"] as const),
  );
  const { HOME: _home, PATH: _path, LANG: _lang, ...others } = Object.fromEntries(found) as Record<string, string>;
  return others;
}
