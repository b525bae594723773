import assert from "node:assert/strict";
import { type LogLevel, logLevels } from "../config/values/log-level.ts";
import type { DeclareTest } from "../system/declare-test.ts";
import type { ActivityLog } from "./logs.ts";

/** A log that is open, and what the world around it does and sees. */
export interface LogInUse {
  readonly log: ActivityLog;
  /** The messages that stand in it, each as "info text". */
  written(): readonly string[];
  /** Somebody else deletes what is written. */
  lose(): void;
  /** Makes `clear` fail, until the function that is returned is called. */
  refuseClear(): () => void;
}

const logLevelNames = Object.keys(logLevels) as readonly LogLevel[];
const begunAnew = "info reopening log file";

/** What every `ActivityLog` does, the real one and that of tests: `open` makes one of that level. */
export function testActivityLog(test: DeclareTest, open: (level: LogLevel) => LogInUse): void {
  for (const least of logLevelNames) {
    test(`at level ${least} has what is as severe, in the order in which it came, and tells what that is`, () => {
      const { log, written } = open(least);
      const severe = logLevelNames.filter((level) => logLevels[level].severity >= logLevels[least].severity);
      for (const level of [...logLevelNames, ...logLevelNames]) log.log(level, "text");
      assert.deepEqual(
        written(),
        [...severe, ...severe].map((level) => `${level} text`),
      );
      assert.deepEqual(
        logLevelNames.filter((level) => log.enabled(level)),
        severe,
      );
    });
  }

  test("takes messages of several lines, and of none", () => {
    const { log, written } = open("info");
    for (const message of ["one\n  two\n", "", "é"]) log.log("info", message);
    assert.deepEqual(written(), ["info one\n  two\n", "info ", "info é"]);
  });

  test("has nothing but a note of it when it has been cleared, and goes on", () => {
    const { log, written } = open("info");
    log.log("warn", "old");
    log.clear();
    log.log("warn", "new");
    assert.deepEqual(written(), [begunAnew, "warn new"]);
  });

  test("is empty when it has been cleared and takes warnings only", () => {
    const { log, written } = open("warn");
    log.log("warn", "old");
    log.clear();
    assert.deepEqual(written(), []);
  });

  test("can be cleared when there is nothing in it, or nothing left of it", () => {
    const { log, written, lose } = open("info");
    log.clear();
    assert.deepEqual(written(), [begunAnew]);
    lose();
    log.clear();
    assert.deepEqual(written(), [begunAnew]);
  });

  test("throws what is in the way of clearing it, and goes on when that is gone", () => {
    const { log, written, refuseClear } = open("info");
    log.log("info", "old");
    const allow = refuseClear();
    assert.throws(() => log.clear(), { code: /^E[A-Z]+$/ });
    log.log("info", "meanwhile");
    assert.throws(() => log.clear(), { code: /^E[A-Z]+$/ });
    allow();
    log.clear();
    log.log("info", "new");
    assert.deepEqual(written(), [begunAnew, "info new"]);
  });

  test("goes on behind what is written, or anew, when it is reopened", () => {
    const { log, written, lose } = open("info");
    log.log("info", "one");
    log.reopen();
    log.log("info", "two");
    assert.deepEqual(written(), ["info one", "info two"]);
    lose();
    log.reopen();
    log.log("info", "three");
    assert.deepEqual(written(), ["info three"]);
  });

  test("changes nothing any more when it is closed, however often, and says so to nobody", () => {
    const { log, written } = open("info");
    log.log("info", "last words");
    for (let count = 0; count < 2; count++) {
      log.close();
      log.log("critical", "too late");
      log.reopen();
      log.clear();
    }
    assert.deepEqual(written(), ["info last words"]);
    assert.equal(log.enabled("info"), true);
  });

  test("keeps its path", () => {
    const { log } = open("info");
    const { path } = log;
    for (const act of ["clear", "reopen", "close"] as const) {
      log[act]();
      assert.equal(log.path, path);
    }
  });
}

/** Messages by what stands in a log file: each with its level in place of the time and the code. */
export function messagesOf(text: string): readonly string[] {
  const codes = new Map<string, LogLevel>(logLevelNames.map((level) => [logLevels[level].code, level]));
  return text.split(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} /m).flatMap((message) => {
    const [code = "", ...words] = message.replace(/\n$/, "").split(" ");
    return message === "" ? [] : [`${codes.get(code)} ${words.join(" ")}`];
  });
}
