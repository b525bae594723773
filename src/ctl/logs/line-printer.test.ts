import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeTerminal } from "../fake-terminal.ts";
import { LinePrinter } from "./line-printer.ts";

const out = { process: "web", channel: "stdout" } as const;
const err = { process: "job:1", channel: "stderr" } as const;
const never = new AbortController().signal;

test("one log is shown as it is, several behind the names of their processes", async () => {
  const terminal = new FakeTerminal();
  const alone = new LinePrinter(terminal, [out], false);
  alone.add(out, "ready", undefined);
  await alone.flush(never);
  const several = new LinePrinter(terminal, [out, err], false);
  several.add(out, "ready", undefined);
  several.add(err, "no route", 0);
  await several.flush(never);
  await several.flush(never);
  assert.equal(terminal.output, "ready\nweb   | ready\njob:1 ! no route\n");
});

test("a terminal has a colour for each process, and one for standard error", async () => {
  const terminal = new FakeTerminal([], { coloured: true });
  const printer = new LinePrinter(terminal, [out, err, { ...out, process: "b" }], false);
  for (const log of [out, err, { ...out, process: "b" }]) printer.add(log, "x", undefined);
  await printer.flush(never);
  assert.equal(terminal.output, "\x1b[36mweb   | \x1b[0mx\n\x1b[31mjob:1 ! \x1b[0mx\n\x1b[35mb     | \x1b[0mx\n");
});

test("as JSON each line is an object, with its time where that is known", async () => {
  const terminal = new FakeTerminal();
  const printer = new LinePrinter(terminal, [out], true);
  printer.add(out, 'a "word"', 0);
  printer.add(out, "x", undefined);
  await printer.flush(never);
  assert.deepEqual(
    terminal.output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
    [
      { ...out, text: 'a "word"', at: "1970-01-01T00:00:00.000Z" },
      { ...out, text: "x" },
    ],
  );
});

test("much is written at once, and then it is time to", () => {
  const printer = new LinePrinter(new FakeTerminal(), [out], false);
  let lines = 0;
  for (; !printer.full; lines++) printer.add(out, "x".repeat(99), undefined);
  assert.ok(lines > 100);
});
