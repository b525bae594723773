import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import { FakeLogSystem } from "./fake-log-system.ts";
import { recoveryMs } from "./loss-report.ts";
import type { Sink } from "./sink.ts";

const path = "/var/log/app.log";

function open(system: FakeLogSystem, maxBytes: number, backups: number): Sink {
  return system.outputs.open({ path, maxBytes, backups });
}

function write(sink: Sink, ...texts: string[]): void {
  for (const text of texts) sink.write(Buffer.from(text));
}

/** The files from the oldest to the youngest, as they are on the disk. */
function contents(system: FakeLogSystem): string[] {
  const number = (name: string) => (name === "app.log" ? 0 : Number(name.slice("app.log.".length)));
  const names = system.files.list("/var/log").filter((name) => name.startsWith("app.log"));
  return names.sort((a, b) => number(b) - number(a)).map((name) => system.files.text(`/var/log/${name}`));
}

test("a file is rotated after the write that reaches its limit, so it may exceed it by one chunk", () => {
  const system = new FakeLogSystem();
  write(open(system, 10, 2), "123456789", "abc", "x");
  assert.deepEqual(contents(system), ["123456789abc", "x"]);
});

test("a size that equals the limit is enough, and leaves an empty file", () => {
  const system = new FakeLogSystem();
  write(open(system, 4, 2), "1234");
  assert.deepEqual(contents(system), ["1234", ""]);
});

test("backups move up and the oldest goes", () => {
  const system = new FakeLogSystem();
  write(open(system, 2, 3), "aa", "bb", "cc", "dd", "ee", "f");
  assert.deepEqual(contents(system), ["cc", "dd", "ee", "f"]);
});

test("a gap in the numbers stays and moves up, as under Supervisor; what is beyond the last number stays, too", () => {
  const system = new FakeLogSystem();
  for (const number of [1, 3, 4, 7]) system.files.put(`${path}.${number}`, `${number}`);
  write(open(system, 4, 5), "1234");
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 7].map(
      (number) => system.files.exists(`${path}.${number}`) && system.files.text(`${path}.${number}`),
    ),
    ["1234", "1", false, "3", "4", false, "7"],
  );
});

test("a rotation looks for its own backups only, however many there may be and whatever else is in the directory", () => {
  const system = new FakeLogSystem();
  system.files.fail("list", "/var/log", "EIO");
  write(open(system, 2, 1_000_000_000), "aa", "bb", "c");
  assert.deepEqual(system.reports, []);
  assert.deepEqual(
    [`${path}.2`, `${path}.1`, path].map((name) => system.files.text(name)),
    ["aa", "bb", "c"],
  );
});

test("without backups the file is emptied in place", () => {
  const system = new FakeLogSystem();
  write(open(system, 4, 0), "abc", "def", "g");
  assert.deepEqual(contents(system), ["g"]);
});

test("a limit of 0 means no rotation", () => {
  const system = new FakeLogSystem();
  write(open(system, 0, 3), "abc", "def");
  assert.deepEqual(contents(system), ["abcdef"]);
});

test("what is in the file already counts", () => {
  const system = new FakeLogSystem();
  system.files.put(path, "12345");
  write(open(system, 7, 1), "67", "8");
  assert.deepEqual(contents(system), ["1234567", "8"]);
});

test("rotated files, oldest first, are the input, whatever the chunks, the limit and the disk's appetite", () => {
  const chunks = fc.array(fc.string({ maxLength: 30 }), { maxLength: 60 });
  fc.assert(
    fc.property(
      chunks,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 9 }),
      (texts, maxBytes, maxWrite) => {
        const system = new FakeLogSystem();
        system.files.maxWrite = maxWrite;
        const sink = open(system, maxBytes, 1_000);
        write(sink, ...texts);
        assert.equal(contents(system).join(""), texts.join(""));
        assert.equal(system.descriptors.count, 4);
      },
    ),
  );
});

test("with few backups the files are the end of the input", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 9 })),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(3),
      (texts, max, backups) => {
        const system = new FakeLogSystem();
        write(open(system, max, backups), ...texts);
        assert.ok(texts.join("").endsWith(contents(system).join("")));
        assert.ok(contents(system).length <= backups + 1);
      },
    ),
  );
});

test("a logrotate that copies and truncates does not cause a rotation at once", () => {
  const system = new FakeLogSystem();
  const sink = open(system, 10, 3);
  write(sink, "12345678");
  system.files.truncate(path, 0);
  write(sink, "abcde", "fghijk", "l");
  assert.deepEqual(contents(system), ["abcdefghijk", "l"]);
});

test("a file that was renamed by another is left alone, and the next one starts under the old name", () => {
  const system = new FakeLogSystem();
  const sink = open(system, 10, 3);
  write(sink, "12345678");
  system.files.rename(path, `${path}.1`);
  write(sink, "90", "new");
  assert.deepEqual(contents(system), ["1234567890", "new"]);
});

test("reopening goes on in the file that has the name now", () => {
  const system = new FakeLogSystem();
  const sink = open(system, 0, 3);
  write(sink, "before");
  system.files.rename(path, "/var/log/moved");
  write(sink, " and between");
  sink.reopen();
  write(sink, "after");
  assert.equal(system.files.text("/var/log/moved"), "before and between");
  assert.equal(system.files.text(path), "after");
});

test("a reopening that fails keeps the old file and says so", () => {
  const system = new FakeLogSystem();
  const sink = open(system, 0, 3);
  system.files.rename(path, "/var/log/moved");
  system.files.fail("openAppend", path, "EACCES", 1);
  sink.reopen();
  write(sink, "kept");
  assert.equal(system.files.text("/var/log/moved"), "kept");
  assert.deepEqual(system.reports, [`error: could not reopen '${path}': EACCES`]);
});

test("clearing starts an empty file and leaves the backups", () => {
  const system = new FakeLogSystem();
  const sink = open(system, 3, 3);
  write(sink, "old", "x");
  sink.clear();
  write(sink, "n");
  assert.deepEqual(contents(system), ["old", "n"]);
});

test("clearing tells what fails, and writing goes on", () => {
  const system = new FakeLogSystem();
  const sink = open(system, 0, 3);
  write(sink, "a");
  system.files.fail("remove", path, "EPERM", 1);
  assert.throws(() => sink.clear(), { code: "EPERM" });
  system.files.fail("openAppend", path, "EMFILE", 1);
  assert.throws(() => sink.clear(), { code: "EMFILE" });
  write(sink, "b");
  assert.deepEqual(contents(system), ["b"]);
});

test("a rotation that cannot rename loses nothing, says so once, and is tried again a limit later", () => {
  const system = new FakeLogSystem();
  const allow = system.files.fail("rename", path, "EACCES");
  const sink = open(system, 4, 3);
  write(sink, "1234", "5", "6", "7", "8", "9");
  assert.deepEqual(system.reports, [`error: could not rotate '${path}': EACCES; writing on in the same file`]);
  allow();
  write(sink, "abc", "d");
  assert.deepEqual(contents(system), ["123456789abc", "d"]);
});

test("a rotation that cannot start a new file gives the old one its name back", () => {
  const system = new FakeLogSystem();
  const sink = open(system, 4, 3);
  const allow = system.files.fail("openAppend", path, "ENOSPC");
  write(sink, "1234", "5");
  assert.deepEqual(contents(system), ["12345"]);
  allow();
  write(sink, "678", "9");
  assert.deepEqual(contents(system), ["12345678", "9"]);
});

test("a full disk is reported once, and its end once with the count of lost bytes", () => {
  const system = new FakeLogSystem();
  const sink = open(system, 0, 3);
  system.files.freeBytes = 7;
  write(sink, "12345", "67890", "abcde");
  assert.deepEqual(system.reports, [
    `error: could not write to '${path}': ENOSPC; its output is dropped until it can be written`,
  ]);
  system.files.freeBytes = 1_000;
  write(sink, "back");
  assert.equal(system.reports.length, 1);
  system.advance(recoveryMs);
  assert.deepEqual(system.reports.slice(1), [`warn: '${path}' can be written again: 8 bytes of its output were lost`]);
  assert.deepEqual(contents(system), ["1234567back"]);
  assert.equal(system.clock.pendingTimers, 0);
});

test("a disk that hovers at its limit is one trouble, not one a line", () => {
  const system = new FakeLogSystem();
  const sink = open(system, 0, 3);
  for (let turn = 0; turn < 100; turn++) {
    system.files.freeBytes = 3;
    write(sink, "abc", "def");
    system.advance(recoveryMs / 10);
  }
  system.files.freeBytes = 3;
  write(sink, "end");
  system.advance(recoveryMs);
  assert.equal(system.reports.length, 2);
  assert.match(system.reports[1] ?? "", /: 300 bytes/);
});

test("channels that share a file share its rotation", () => {
  const system = new FakeLogSystem();
  const stdout = open(system, 10, 9);
  const stderr = open(system, 10, 9);
  for (let line = 0; line < 9; line++) write(line % 2 ? stdout : stderr, `line${line}\n`);
  assert.equal(contents(system).join(""), [0, 1, 2, 3, 4, 5, 6, 7, 8].map((line) => `line${line}\n`).join(""));
  assert.equal(contents(system).length, 5);
  stdout.close();
  stdout.close();
  write(stderr, "more");
  assert.equal(system.descriptors.count, 4);
  stderr.close();
  assert.equal(system.descriptors.count, 3);
});
