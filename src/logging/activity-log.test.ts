import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { DeclareTest } from "../system/declare-test.ts";
import { errnoError } from "../system/errno-error.ts";
import { messagesOf, testActivityLog } from "./activity-log-contract.ts";
import { EarlyMessages } from "./early-messages.ts";
import { FakeActivityLog } from "./fake-activity-log.ts";
import { FakeLogSystem } from "./fake-log-system.ts";
import { recoveryMs } from "./loss-report.ts";

const declare: DeclareTest = (title, run) => void test(title, run);

const main = "/var/log/main.log";

describe("the activity log", () =>
  testActivityLog(declare, (loglevel) => {
    const system = new FakeLogSystem();
    return {
      log: system.openActivityLog({ loglevel }),
      written: () => (system.files.exists(main) ? messagesOf(system.files.text(main)) : []),
      lose: () => system.files.remove(main),
      refuseClear: () => system.files.fail("remove", main, "EACCES"),
    };
  }));

describe("the activity log of tests", () =>
  testActivityLog(declare, (level) => {
    const log = new FakeActivityLog(level);
    return {
      log,
      written: () => log.lines,
      lose: () => log.lines.splice(0),
      refuseClear: () => {
        log.clearFailure = errnoError("EACCES", "unlink");
        return () => {
          log.clearFailure = undefined;
        };
      },
    };
  }));

/** The start of a line at the fake clock's time, in this machine's time zone. */
function stamp(system: FakeLogSystem): string {
  const date = new Date(system.clock.wallMs());
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().replace("T", " ").replace(".", ",").replace("Z", "");
}

test("a line has the local time with milliseconds, the level's code and the message", () => {
  const system = new FakeLogSystem();
  const log = system.openActivityLog();
  system.advance(41.5);
  log.log("info", "spawned: 'a' with pid 7");
  assert.equal(system.files.text(main), `${stamp(system)} INFO spawned: 'a' with pid 7\n`);
  assert.match(system.files.text(main), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,041 INFO /);
});

test("levels below the configured one are not written", () => {
  const system = new FakeLogSystem();
  const log = system.openActivityLog({ loglevel: "warn" });
  for (const level of ["critical", "error", "warn", "info", "debug", "trace", "blather"] as const) log.log(level, "x");
  assert.deepEqual(system.files.text(main).match(/[A-Z]{4}/g), ["CRIT", "ERRO", "WARN"]);
  assert.equal(log.enabled("warn"), true);
  assert.equal(log.enabled("info"), false);
});

test("a message of several lines is written as it is", () => {
  const system = new FakeLogSystem();
  system.openActivityLog().log("critical", "trace\n  at é");
  assert.equal(system.files.text(main), `${stamp(system)} CRIT trace\n  at é\n`);
});

test("in the foreground each line is copied to stdout, unless silent", () => {
  const system = new FakeLogSystem();
  const log = system.openActivityLog({ nodaemon: true });
  log.log("info", "seen");
  assert.equal(system.streams.at(1).text, system.files.text(main));
  const silent = new FakeLogSystem();
  silent.openActivityLog({ nodaemon: true, silent: true }).log("info", "unseen");
  assert.equal(silent.streams.at(1).text, "");
});

test("a log that goes to stdout is written there once, silent or not, and never rotated", () => {
  for (const silent of [false, true]) {
    const system = new FakeLogSystem();
    const logfile = { kind: "file", path: "/dev/stdout" } as const;
    const log = system.openActivityLog({ logfile, logfile_maxbytes: 1, nodaemon: true, silent });
    log.log("info", "once");
    log.reopen();
    log.clear();
    assert.equal(log.path, undefined);
    assert.match(system.streams.at(1).text, /^\S+ \S+ INFO once\n\S+ \S+ INFO reopening log file\n$/);
  }
});

test("syslog gets each line of a message with its own time and level", () => {
  const system = new FakeLogSystem();
  const log = system.openActivityLog({ logfile: { kind: "syslog" } });
  log.log("warn", "one\ntwo");
  const time = "[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d";
  for (const [index, word] of ["one", "two"].entries()) {
    assert.match(system.datagrams.sent[index] ?? "", new RegExp(`^<14>${time} supervisord: \\S+ \\S+ WARN ${word}$`));
  }
  assert.equal(log.path, undefined);
  log.close();
  log.log("warn", "three");
  assert.equal(system.datagrams.sent.length, 2);
});

test("the log is rotated by size like a child's", () => {
  const system = new FakeLogSystem();
  const log = system.openActivityLog({ logfile_maxbytes: 60, logfile_backups: 1 });
  for (const message of ["first", "second", "third"]) log.log("info", message);
  assert.match(system.files.text(`${main}.1`), /first\n.*second\n$/s);
  assert.match(system.files.text(main), /third\n$/);
});

test("a file that cannot be opened is refused", () => {
  const system = new FakeLogSystem();
  assert.throws(() => system.openActivityLog({ logfile: { kind: "file", path: "/no/main.log" } }), { code: "ENOENT" });
});

test("reopening follows the name; clearing starts an empty file and says so", () => {
  const system = new FakeLogSystem();
  const log = system.openActivityLog();
  log.log("info", "old");
  system.files.rename(main, "/var/log/moved");
  log.reopen();
  log.log("info", "new");
  assert.match(system.files.text("/var/log/moved"), /old\n$/);
  assert.match(system.files.text(main), /INFO new\n$/);
  log.clear();
  assert.match(system.files.text(main), /^\S+ \S+ INFO reopening log file\n$/);
});

test("its own full disk is told on stdout at once, and in itself when there is room again", () => {
  const system = new FakeLogSystem();
  const log = system.openActivityLog({ nodaemon: true });
  system.files.freeBytes = 0;
  log.log("info", "lost");
  system.files.freeBytes = 10_000;
  log.log("info", "there");
  system.advance(recoveryMs);
  assert.match(system.streams.at(1).text, /ERRO could not write to '\/var\/log\/main.log': ENOSPC/);
  assert.match(system.files.text(main), /^\S+ \S+ INFO there\n\S+ \S+ WARN .* can be written again: \d+ bytes/);
});

test("messages from before it was open follow by severity, then by age", () => {
  const system = new FakeLogSystem();
  const early = new EarlyMessages();
  early.log("info", "i1");
  early.log("warn", "w1");
  early.log("critical", "c1");
  early.log("info", "i2");
  early.log("critical", "c2");
  const log = system.openActivityLog();
  early.flush(log);
  early.flush(log);
  assert.deepEqual(system.files.text(main).match(/[ciw]\d(?=\n)/g), ["c1", "c2", "w1", "i1", "i2"]);
});
