import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../../test/helpers/fast-check.ts";
import { wholeCharacters } from "../../logging/whole-characters.ts";
import { FakeSystem } from "../../system/fake-system.ts";
import type { FollowerSurroundings } from "../log-follower.ts";
import { TextFollower, type TextNews } from "./text-follower.ts";

interface Followed {
  readonly system: FakeSystem;
  readonly news: TextNews[];
  readonly follower: TextFollower;
  readonly text: () => string;
}

function follow(before: string, options: { tailBytes?: number; takes?: () => boolean } = {}): Followed {
  const system = new FakeSystem();
  system.files.writeText("/log", before);
  const news: TextNews[] = [];
  const onNews = (one: TextNews): boolean => {
    news.push(one);
    return options.takes?.() ?? true;
  };
  const request = { path: "/log", from: undefined, tailBytes: options.tailBytes ?? 1_000, onNews };
  const follower = new TextFollower(request, surroundings(system));
  return { system, news, follower, text: () => news.map((one) => (one.kind === "output" ? one.text : "")).join("") };
}

/** Nothing tells of changes: they are found by looking. */
function surroundings({ files, clock }: FakeSystem): FollowerSurroundings {
  return {
    files,
    clock,
    watch: () => {
      throw new Error("ENOSPC");
    },
  };
}

function append(system: FakeSystem, text: string | Uint8Array): void {
  const fd = system.files.openAppend("/log");
  system.files.write(fd, typeof text === "string" ? Buffer.from(text) : text);
  system.files.close(fd);
  system.clock.advance(600);
}

test("begins with the tail at a whole character, says when that was all, and goes on", () => {
  const { system, news, text } = follow("äöü", { tailBytes: 3 });
  assert.deepEqual(
    news.map(({ kind }) => kind),
    ["output", "live"],
  );
  assert.equal(text(), "ü");
  append(system, " more");
  assert.equal(text(), "ü more");
});

test("a character that comes in two pieces is told once, whole", () => {
  const { system, text } = follow("");
  const bytes = Buffer.from("a😀b");
  append(system, bytes.subarray(0, 3));
  assert.equal(text(), "a");
  append(system, bytes.subarray(3));
  assert.equal(text(), "a😀b");
});

test("a reader that takes nothing costs one piece, and gets the rest later", () => {
  let takes = false;
  const { system, news, follower, text } = follow("x".repeat(500_000), { tailBytes: 500_000, takes: () => takes });
  system.clock.advance(10_000);
  assert.equal(news.length, 1);
  takes = true;
  follower.resume();
  system.clock.advance(1_000);
  assert.equal(text().length, 500_000);
});

test("goes on in the file that has the name, after the end of the old one", () => {
  const { system, news, text } = follow("one\n");
  append(system, "two\n");
  system.files.rename("/log", "/log.1");
  const fd = system.files.openAppend("/log.1");
  system.files.write(fd, Buffer.from("late\n"));
  system.files.close(fd);
  system.files.writeText("/log", "new\n");
  system.clock.advance(1_200);
  assert.equal(text(), "one\ntwo\nlate\nnew\n");
  assert.equal(news.filter(({ kind }) => kind === "restarted").length, 1);
});

test("a character that a rotation has cut is given up", () => {
  const { system, text, news } = follow("");
  append(system, Buffer.from("a😀").subarray(0, 3));
  system.files.rename("/log", "/log.1");
  append(system, "b");
  assert.equal(text(), "ab");
  assert.deepEqual(news.at(-2), { kind: "restarted", reason: "rotated" });
});

test("a file that is not there yet is waited for, and closing leaves no descriptor", () => {
  const system = new FakeSystem();
  const news: TextNews[] = [];
  const onNews = (one: TextNews): boolean => news.push(one) > 0;
  const request = { path: "/later", from: undefined, tailBytes: 10, onNews };
  const follower = new TextFollower(request, surroundings(system));
  system.files.writeText("/later", "there");
  system.clock.advance(600);
  assert.ok(news.some((one) => one.kind === "output" && one.text === "there"));
  follower.close();
  system.files.remove("/later");
  system.clock.advance(1_000);
  assert.equal(news.length, 2);
});

test("text is cut where it can be put together again", () => {
  const anyText = fc.string({ unit: "grapheme" });
  fc.assert(
    fc.property(anyText, fc.nat(), (text, at) => {
      const bytes = Buffer.from(text);
      const cut = bytes.subarray(0, at % (bytes.length + 1));
      const whole = wholeCharacters(cut);
      assert.ok(cut.length - whole <= 3);
      assert.doesNotMatch(cut.subarray(0, whole).toString("utf8").replaceAll("\ufffd", ""), /\ufffd/);
      const joined = cut.subarray(0, whole).toString("utf8") + bytes.subarray(whole).toString("utf8");
      assert.equal(joined, bytes.toString("utf8"));
    }),
  );
});
