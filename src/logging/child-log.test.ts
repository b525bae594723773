import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChannelConfig } from "../config/configuration.ts";
import { onlyProcess } from "../config/fixtures.ts";
import { type ChildLogRequest, openChildLog } from "./child-log.ts";
import { FakeLogSystem } from "./fake-log-system.ts";
import type { ActivityLog, ChildLog } from "./logs.ts";

const plain = onlyProcess("[supervisord]\n[program:app]\ncommand=app\n").stdout;
const path = "/var/log/app.log";
const file: Partial<ChannelConfig> = { logfile: { kind: "file", path } };

interface Setup {
  readonly system: FakeLogSystem;
  readonly activity: ActivityLog;
  open(config: Partial<ChannelConfig>, changes?: Partial<ChildLogRequest>): ChildLog;
}

function setup(loglevel: "info" | "debug" = "info"): Setup {
  const system = new FakeLogSystem();
  const activity = system.openActivityLog({ loglevel });
  return {
    system,
    activity,
    open: (config, changes) => {
      const request: ChildLogRequest = {
        groupName: "apps",
        processName: "app",
        channel: "stdout",
        config: { ...plain, logfile: { kind: "none" }, ...config },
        childlogdir: "/tmp",
        identifier: "supervisor",
        stripAnsi: false,
        ...changes,
      };
      return openChildLog(request, { clock: system.clock, files: system.files, outputs: system.outputs, activity });
    },
  };
}

/** A run that writes just this. */
function write(log: ChildLog, text: string | Uint8Array): void {
  const run = log.begin(1);
  run.write(typeof text === "string" ? Buffer.from(text) : text);
  run.end();
}

test("an explicit file is opened for each run, appended to, and closed", () => {
  const { system, open } = setup();
  const descriptors = system.descriptors.count;
  const log = open(file);
  assert.equal(system.files.exists(path), false);
  for (const text of ["one\n", "two\n"]) {
    log.open();
    log.open();
    write(log, text);
    log.close();
    log.close();
  }
  assert.equal(system.files.text(path), "one\ntwo\n");
  assert.equal(system.files.stat(path).mode, 0o644);
  assert.equal(system.descriptors.count, descriptors);
  assert.equal(log.path, path);
});

test("all byte values arrive as they are", () => {
  const { system, open } = setup();
  const log = open(file);
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  write(log, bytes);
  assert.deepEqual(system.files.bytes(path), bytes);
});

test("a file that cannot be opened refuses the run", () => {
  const { open } = setup();
  assert.throws(() => open({ logfile: { kind: "file", path: "/no/app.log" } }).open(), { code: "ENOENT" });
});

test("none records nothing and opens nothing", () => {
  const { system, open } = setup();
  const descriptors = system.descriptors.count;
  const log = open({});
  log.open();
  write(log, "x");
  log.clear();
  log.reopen();
  assert.equal(log.path, undefined);
  assert.equal(system.descriptors.count, descriptors);
});

test("an AUTO file is there before the program ever runs, private, and keeps its name", () => {
  const { system, open } = setup();
  const log = open({ logfile: { kind: "auto" } });
  const auto = log.path ?? "";
  assert.match(auto, /^\/tmp\/app-stdout---supervisor-[a-z0-9_]{8}\.log$/);
  assert.equal(system.files.stat(auto).mode, 0o600);
  write(log, "x");
  log.close();
  write(log, "y");
  assert.equal(system.files.text(auto), "xy");
  assert.equal(log.path, auto);
});

test("an AUTO file that cannot be created is told, and tried again by the next run", () => {
  const { system, open } = setup();
  system.files.fail("createExclusive", /^\/tmp\//, "ENOSPC", 2);
  const log = open({ logfile: { kind: "auto" } });
  assert.match(
    system.files.text("/var/log/main.log"),
    /ERRO could not create the stdout log of 'app' in '\/tmp': ENOSPC/,
  );
  assert.throws(() => log.open(), { code: "ENOSPC" });
  log.open();
  assert.notEqual(log.path, undefined);
});

test("clearing works whether the program runs or not, and leaves nothing open", () => {
  const { system, open } = setup();
  const log = open(file);
  const descriptors = system.descriptors.count;
  write(log, "a");
  log.clear();
  write(log, "b");
  assert.equal(system.files.text(path), "b");
  log.close();
  log.clear();
  assert.equal(system.files.text(path), "");
  assert.equal(system.descriptors.count, descriptors);
});

test("output after the end of the run, from a grandchild, is still recorded", () => {
  const { system, open } = setup();
  const log = open(file);
  log.open();
  log.close();
  write(log, "late");
  assert.equal(system.files.text(path), "late");
});

test("a new run goes on in the file that has the name now, though a grandchild of an earlier one holds the log", () => {
  const { system, open } = setup();
  const [log, other] = [open(file), open(file)];
  const descriptors = system.descriptors.count;
  log.open();
  write(log, "first");
  system.files.remove(path);
  log.open();
  write(log, "second");
  assert.equal(system.files.text(path), "second");
  system.files.rename(path, `${path}.old`);
  other.open();
  write(log, "third");
  assert.equal(system.files.text(path), "third");
  assert.equal(system.descriptors.count, descriptors + 1);
});

test("where there is no new file to be had the run is refused, and what the old one gets is not lost", () => {
  const { system, open } = setup();
  const log = open(file);
  log.open();
  system.files.rename(path, "/var/log/moved");
  system.files.fail("openAppend", path, "ENOENT", 1);
  assert.throws(() => log.open(), { code: "ENOENT" });
  write(log, "kept");
  assert.equal(system.files.text("/var/log/moved"), "kept");
  log.open();
  write(log, "new");
  assert.equal(system.files.text(path), "new");
});

test("a stream is not opened anew for each run", () => {
  const { system, open } = setup();
  system.files.putSpecial("/var/log/pipe", "pipe");
  for (const target of ["/dev/stdout", "/var/log/pipe"]) {
    const log = open({ logfile: { kind: "file", path: target } });
    for (const text of ["a", "b"]) {
      log.open();
      write(log, text);
    }
    const stream = system.streams.at(target === "/dev/stdout" ? 1 : target);
    assert.deepEqual({ text: stream.text, openings: stream.openings }, { text: "ab", openings: 1 }, target);
  }
});

test("what cannot even be opened is counted and told once", () => {
  const { system, open } = setup();
  const allow = system.files.fail("openAppend", path, "EACCES");
  const log = open(file);
  write(log, "123");
  write(log, "456");
  allow();
  write(log, "789");
  system.advance(1_000);
  const told = system.files.text("/var/log/main.log");
  assert.equal(told.match(/ERRO/g)?.length, 1);
  assert.match(told, /WARN '\/var\/log\/app.log' can be written again: 6 bytes/);
  assert.equal(system.files.text(path), "789");
});

test("observers see what is recorded, and whose it is, to what is let go at the end", () => {
  const { system, open } = setup();
  const seen: string[] = [];
  const onOutput: ChildLogRequest["onOutput"] = ({ group, process, pid, channel }, chunk) =>
    seen.push(`${group}:${process} ${pid} ${channel} ${Buffer.from(chunk)}`);
  const log = open(file, { stripAnsi: true, onOutput });
  const [first, second] = [log.begin(7), log.begin(8)];
  first.write(Buffer.from("a\x1b[m\x1b["));
  second.write(Buffer.from("b"));
  first.end();
  second.end();
  assert.deepEqual(seen, ["apps:app 7 stdout a", "apps:app 8 stdout b", "apps:app 7 stdout \x1b["]);
  assert.equal(system.files.text(path), "ab\x1b[");
});

test("syslog gets whole lines with the process name, beside the file, and the last one at the end", () => {
  const { system, open } = setup();
  const run = open({ ...file, syslog: true }).begin(1);
  for (const text of ["one\nt", "wo\n\nlast"]) run.write(Buffer.from(text));
  run.end();
  const texts = system.datagrams.sent.map((datagram) => datagram.slice(datagram.indexOf("supervisord: ") + 13));
  assert.deepEqual(texts, ["app one", "app two", "app ", "app last"]);
  assert.equal(system.files.text(path), "one\ntwo\n\nlast");
});

test("at loglevel debug output is shown in the activity log, in Supervisor's form", () => {
  const { system, open } = setup("debug");
  const log = open({});
  write(log, "hello\n");
  write(log, Uint8Array.of(0xff, 0x27, 0x0a));
  const listener = open({}, { echo: "bytes", processName: "lis" });
  write(listener, "READY\n");
  const lines = system.files.text("/var/log/main.log").replaceAll(/^\S+ \S+,\d+ /gm, "");
  const undecodable = `DEBG 'app' stdout output:\nUndecodable: b"\\xff'\\n"\n`;
  assert.equal(lines, `DEBG 'app' stdout output:\nhello\n\n${undecodable}DEBG 'lis' stdout output:\nb'READY\\n'\n`);
});

test("stdout_logfile=/dev/stdout is a stream: never rotated, cleared or read", () => {
  const { system, open } = setup();
  const log = open({ logfile: { kind: "file", path: "/dev/stdout" }, logfile_maxbytes: 1 });
  log.open();
  write(log, "a");
  log.clear();
  write(log, "b");
  assert.equal(system.streams.at(1).text, "ab");
  assert.equal(log.path, undefined);
  log.close();
  assert.equal(system.streams.at(1).writers, 0);
});

test("a named pipe is a stream too, and may be without a reader", () => {
  const { system, open } = setup();
  system.files.putSpecial("/var/log/fifo", "pipe");
  const stream = system.streams.at("/var/log/fifo");
  stream.errno = "ENXIO";
  const log = open({ logfile: { kind: "file", path: "/var/log/fifo" } });
  log.open();
  write(log, "lost");
  stream.errno = undefined;
  write(log, "kept");
  assert.equal(stream.text, "kept");
});
