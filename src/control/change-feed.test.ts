import assert from "node:assert/strict";
import { test } from "node:test";
import { type Change, ChangeFeed, subjectOf } from "./change-feed.ts";
import { FakeControl, type FakeProcess } from "./fake-control.ts";

function fixture(): { control: FakeControl; web: FakeProcess; feed: ChangeFeed } {
  const control = new FakeControl();
  const web = control.program("web");
  return { control, web, feed: new ChangeFeed(control, "era") };
}

function told(changes: readonly Change[]): readonly string[] {
  return changes.map((change) => `${change.sequence} ${change.kind} ${subjectOf(change)}`);
}

test("nothing is listened to before the first reader", () => {
  const { control, web, feed } = fixture();
  assert.equal(web.listeners.size + control.listeners.size, 0);
  assert.equal(feed.since("era-0"), undefined);
});

test("states, groups and moods are told in order, to everybody", () => {
  const { control, web, feed } = fixture();
  const seen: Change[] = [];
  const stop = feed.read((change) => seen.push(change));
  web.become("RUNNING", 1);
  const more = control.program("more");
  control.changed();
  more.become("RUNNING", 2);
  control.groups.delete("web");
  control.changed();
  web.become("STOPPED");
  control.shutdown();
  control.changed();
  control.changed();
  const all = ["1 process web", "2 group-added more", "3 process more", "4 group-removed web", "5 mood SHUTDOWN"];
  assert.deepEqual(told(seen), all);
  stop();
  more.become("STOPPED");
  assert.equal(seen.length, 5);
  assert.deepEqual(told(feed.since("era-4") ?? []), ["5 mood SHUTDOWN", "6 process more"]);
  assert.equal(feed.lastId, "era-6");
});

test("an id that is not known any more, or never was, is not guessed at", () => {
  const { web, feed } = fixture();
  feed.read(() => {});
  for (let i = 0; i < 5_000; i++) web.become(i % 2 === 0 ? "RUNNING" : "STOPPED");
  assert.equal(feed.since("era-999"), undefined);
  assert.equal(feed.since("era-1000")?.length, 4_000);
  for (const id of ["", "era", "era-", "other-5000", "era-5001", "era--1", "era-1e3"]) {
    assert.equal(feed.since(id), undefined, id);
  }
});
