import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import { FakeClock } from "../system/fake-clock.ts";
import { type LogOutlets, LogPipeline } from "./log-pipeline.ts";
import { type LogRecord, namedLine } from "./log-record.ts";

const source = { group: "apps", process: "app", pid: 7, channel: "stdout" } as const;

/** Outlets that remember all they are given. */
class Tap implements LogOutlets {
  readonly clock = new FakeClock();
  readonly stripAnsi: boolean;
  readonly records: (Omit<LogRecord, "line"> & { readonly line: string })[] = [];
  readonly sinks: LogOutlets["sinks"];
  text = "";
  told = "";

  constructor({ stripAnsi = false, lines = false }) {
    this.stripAnsi = stripAnsi;
    this.sinks = lines ? [(record) => this.records.push({ ...record, line: latin1(record.line) })] : [];
  }

  log = (chunk: Uint8Array): void => {
    this.text += latin1(chunk);
  };

  recorded: LogOutlets["recorded"] = ({ pid }, chunk) => {
    assert.equal(pid, source.pid);
    this.told += latin1(chunk);
  };

  begin(): LogPipeline {
    return new LogPipeline(source, this);
  }

  get lines(): readonly string[] {
    return this.records.map(({ line, partial }) => `${line}${partial ? "..." : ""}`);
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

function write(pipeline: LogPipeline, ...texts: readonly string[]): void {
  for (const text of texts) pipeline.write(Buffer.from(text, "latin1"));
}

test("without a sink of lines a chunk passes as it is, uncopied and unsplit", () => {
  const passed: Uint8Array[] = [];
  const outlets: LogOutlets = {
    clock: { wallMs: () => assert.fail("the time is of no interest") },
    stripAnsi: true,
    log: (chunk) => passed.push(chunk),
    sinks: [],
    recorded: (_source, chunk) => passed.push(chunk),
  };
  const chunk = Buffer.from("a\nb");
  const pipeline = new LogPipeline(source, outlets);
  pipeline.write(chunk);
  pipeline.end();
  assert.ok(passed.length === 2 && passed.every((each) => each === chunk));
  assert.deepEqual(pipeline.snapshot(), { ansi: "" });
});

test("a record tells whose line it is, and when its end came", () => {
  const tap = new Tap({ lines: true });
  const pipeline = tap.begin();
  write(pipeline, "o");
  tap.clock.advance(1_000);
  const at = tap.clock.wallMs();
  write(pipeline, "ne\ntwo\nthr");
  tap.clock.advance(1_000);
  pipeline.end();
  const [one, two, three, ...rest] = tap.records;
  assert.deepEqual(one, { ...source, at, line: "one", partial: false });
  assert.deepEqual(two, { ...source, at, line: "two", partial: false });
  assert.deepEqual(three, { ...source, at: at + 1_000, line: "thr", partial: false });
  assert.deepEqual(rest, []);
});

test("a line too long for one record goes on in the next, and both say so", () => {
  const tap = new Tap({ lines: true });
  write(tap.begin(), `${"x".repeat(8_193)}\ny\n`);
  assert.deepEqual(tap.lines, [`${"x".repeat(8_192)}...`, "x", "y"]);
});

test("runs at the same time do not mix their unfinished sequences and lines", () => {
  const tap = new Tap({ stripAnsi: true, lines: true });
  const [old, young] = [tap.begin(), tap.begin()];
  write(old, "old\x1b[3");
  write(young, "1m\x1byoung");
  write(old, "1m line\n");
  write(young, " line\n");
  assert.deepEqual(tap.lines, ["old line", "1m\x1byoung line"]);
  assert.equal(tap.text, "old1m\x1byoung line\n line\n");
});

test("an end lets go of what was held back, once", () => {
  const tap = new Tap({ stripAnsi: true, lines: true });
  const pipeline = tap.begin();
  write(pipeline, "a\x1b[3");
  pipeline.end();
  pipeline.end();
  assert.deepEqual([tap.text, tap.told, tap.lines], ["a\x1b[3", "a\x1b[3", ["a\x1b[3"]]);
});

test("a pipeline made from a snapshot goes on where the other was, wherever that is", () => {
  const piece = fc.constantFrom("\x1b", "[", "31", "m", "\n", "text", "\xc3\xa4", "x".repeat(5_000), "\xff");
  const chunks = fc.array(fc.array(piece).map((pieces) => pieces.join("")));
  const settings = fc.record({ stripAnsi: fc.boolean(), lines: fc.boolean() });
  fc.assert(
    fc.property(settings, chunks, fc.array(fc.boolean()), (setting, texts, moves) => {
      const [tap, moving] = [new Tap(setting), new Tap(setting)];
      const whole = tap.begin();
      let moved = moving.begin();
      texts.forEach((text, index) => {
        write(whole, text);
        write(moved, text);
        if (moves[index] ?? true) moved = new LogPipeline(source, moving, JSON.parse(JSON.stringify(moved.snapshot())));
      });
      whole.end();
      moved.end();
      assert.deepEqual([moving.text, moving.told, moving.records], [tap.text, tap.told, tap.records]);
    }),
  );
});

test("a named line is the process' name and the line, byte for byte", () => {
  const line = Uint8Array.of(0, 0xff, 0x20);
  assert.deepEqual(
    [...namedLine({ ...source, process: "wäb", at: 0, line, partial: false })],
    [...Buffer.from("wäb "), ...line],
  );
});
