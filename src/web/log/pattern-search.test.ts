import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { PatternSearch, type PatternWorker } from "./pattern-search.ts";
import { matchesOf } from "./search.ts";

/** A worker that answers when it is told to. */
class HandWorker implements PatternWorker {
  onmessage: PatternWorker["onmessage"] = null;
  onerror: PatternWorker["onerror"] = null;
  readonly asked: (readonly string[])[] = [];
  ended = false;
  #pattern = "";

  postMessage({ pattern, texts }: Parameters<PatternWorker["postMessage"]>[0]): void {
    this.#pattern = pattern;
    this.asked.push(texts);
  }

  answer(): void {
    const texts = this.asked.at(-1) ?? [];
    const data = texts.map((text) => matchesOf(text, new RegExp(this.#pattern, "giu")));
    this.onmessage?.({ data } as MessageEvent);
  }

  terminate(): void {
    this.ended = true;
  }
}

function searching(): { search: PatternSearch; worker: HandWorker; told: string[] } {
  const worker = new HandWorker();
  const told: string[] = [];
  const search = new PatternSearch({
    pattern: "b+",
    startWorker: () => worker,
    onFound: () => told.push("found"),
    onGiveUp: () => told.push("gave up"),
  });
  return { search, worker, told };
}

test("what is looked up is asked for once, and known afterwards", async () => {
  const { search, worker, told } = searching();
  for (const text of ["abba", "none", "abba"]) assert.deepEqual(search.find(text), []);
  await Promise.resolve();
  assert.deepEqual(worker.asked, [["abba", "none"]]);
  worker.answer();
  assert.deepEqual(told, ["found"]);
  assert.deepEqual(search.find("abba"), [{ start: 1, end: 3 }]);
  assert.deepEqual(search.find("none"), []);
  await Promise.resolve();
  assert.equal(worker.asked.length, 1);
  search.close();
});

test("much is asked for in slices, by lines and by length", async () => {
  const { search, worker } = searching();
  for (let i = 0; i < 2_500; i++) search.find(`line ${i}`);
  for (let i = 0; i < 60; i++) search.find(`${i}${"x".repeat(20_000)}`);
  await Promise.resolve();
  while (worker.asked.flat().length < 2_560) worker.answer();
  assert.deepEqual(
    worker.asked.map(({ length }) => length),
    [2_000, 525, 25, 10],
  );
  worker.answer();
  search.close();
});

test("a worker that does not come back is ended, and the page is told", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { search, worker, told } = searching();
    search.find("aaaa");
    await Promise.resolve();
    mock.timers.tick(2_900);
    assert.deepEqual(told, []);
    mock.timers.tick(200);
    assert.deepEqual(told, ["gave up"]);
    assert.ok(worker.ended);
    search.find("more");
    await Promise.resolve();
    assert.equal(worker.asked.length, 1, "it is asked nothing more");
  } finally {
    mock.timers.reset();
  }
});
