import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FakeSystem } from "../../system/fake-system.ts";
import { autoRestart } from "./auto-restart.ts";
import { boolean } from "./boolean.ts";
import { byteSize, byteSizeWithin } from "./byte-size.ts";
import { exitCodes } from "./exit-codes.ts";
import { hostNames } from "./host-names.ts";
import { inetAddress } from "./inet-address.ts";
import { integer } from "./integer.ts";
import { list } from "./list.ts";
import { logLevel } from "./log-level.ts";
import { logTarget } from "./log-target.ts";
import { octal } from "./octal.ts";
import { existingDirectory, filePath } from "./path.ts";
import { parseProcessName } from "./process-name.ts";
import { signal } from "./signal.ts";
import { parseOwner, user } from "./user.ts";
import type { ParsedValue, ValueLookups, ValueType } from "./value-type.ts";

const system = new FakeSystem();
system.files.makeDirectory("/site/logs");
system.files.makeDirectory("/root");
system.files.put("/site/file", "");
const lookups: ValueLookups = {
  files: system.files,
  users: system.users,
  home: "/root",
  effectiveUid: 0,
  cwd: "/site",
};

/** Each accepted text with its value, then the texts that are refused. */
function table<T>(type: ValueType<T>, accepted: readonly (readonly [string, T])[], refused: readonly string[]): void {
  describe(type.name, () => {
    for (const [text, value] of accepted) {
      test(`takes ${JSON.stringify(text)}`, () => assert.deepEqual(outcomeOf(type.parse(text, lookups)), value));
    }
    for (const text of refused) {
      test(`refuses ${JSON.stringify(text)}`, () => assert.equal(type.parse(text, lookups).ok, false));
    }
  });
}

function outcomeOf<T>(parsed: ParsedValue<T>): T | string {
  return parsed.ok ? parsed.value : parsed.reason;
}

table(
  boolean,
  [
    ["yes", true],
    ["TRUE", true],
    ["On", true],
    ["1", true],
    ["no", false],
    ["False", false],
    ["off", false],
    ["0", false],
  ],
  ["", "y", "t", "2", "maybe", " true"],
);
table(
  integer,
  [
    ["10", 10],
    [" -3 ", -3],
    ["+7", 7],
    ["1_000", 1000],
    ["007", 7],
  ],
  ["", "1.5", "0x10", "1e3", "1__0", "_1", "1_", "- 1", "abc"],
);
table(
  byteSize,
  [
    ["0", 0],
    ["50MB", 52_428_800],
    ["1 kb", 1024],
    ["2Gb", 2_147_483_648],
    ["-1MB", -1_048_576],
  ],
  ["", "MB", "10K", "10B", "1TB", "1.5MB"],
);
table(
  octal,
  [
    ["022", 0o22],
    ["22", 0o22],
    ["0o700", 0o700],
    [" 0O7 ", 7],
    ["-22", -0o22],
  ],
  ["", "9", "0x1", "0b1", "rwx"],
);
table(
  autoRestart,
  [
    ["Unexpected", "unexpected"],
    ["true", true],
    ["0", false],
  ],
  ["", "always", "never"],
);
table(
  exitCodes,
  [
    ["", []],
    ["0", [0]],
    ["0, 2 ,255", [0, 2, 255]],
  ],
  [",", "0,", "256", "-1", "0 1", "a"],
);
table(
  signal,
  [
    ["TERM", 15],
    ["sigkill", 9],
    [" usr1 ", 10],
    ["9", 9],
    ["0", 0],
    ["RTMIN", 34],
    ["SIGRTMAX", 64],
    ["CLD", 17],
  ],
  ["", "FOO", "SIG", "RTMIN+1", "-1", "65", "40", "constructor"],
);
table(
  list,
  [
    ["", []],
    ["a", ["a"]],
    [" a , b ,", ["a", "b", ""]],
  ],
  [],
);
table(
  logLevel,
  [
    ["INFO", "info"],
    ["blather", "blather"],
  ],
  ["", "warning", "constructor"],
);
table(
  user,
  [
    ["root", { name: "root", uid: 0, gid: 0 }],
    ["65534", { name: "nobody", uid: 65_534, gid: 65_534 }],
  ],
  ["", "nosuch", "4711"],
);
table(
  existingDirectory,
  [
    ["/tmp", "/tmp"],
    ["logs", "logs"],
    ["~", "/root"],
    ["~root/", "/root/"],
  ],
  ["", "/no/such", "/site/file", "~nosuch", "\0"],
);
table(
  filePath,
  [
    ["x.log", "x.log"],
    ["/tmp/x.log", "/tmp/x.log"],
    ["logs/x.log", "logs/x.log"],
    ["~/x.log", "/root/x.log"],
    ["/tmp/", "/tmp/"],
    ["/x", "/x"],
  ],
  ["/no/such/x.log", "nologs/x.log", "~nosuch/x.log"],
);
table(
  logTarget,
  [
    ["", { kind: "none" }],
    ["None", { kind: "none" }],
    ["OFF", { kind: "none" }],
    ["auto", { kind: "auto" }],
    ["Syslog", { kind: "syslog" }],
    ["/tmp/x", { kind: "file", path: "/tmp/x" }],
  ],
  ["/no/such/x"],
);
table(
  inetAddress,
  [
    ["9001", { host: "", port: 9001 }],
    ["*:9001", { host: "", port: 9001 }],
    [":9001", { host: "", port: 9001 }],
    ["LocalHost: 9001", { host: "localhost", port: 9001 }],
    ["[::1]:9001", { host: "::1", port: 9001 }],
  ],
  ["", "localhost", "localhost:", "localhost:abc", "0", "65536", "-1"],
);
table(
  byteSizeWithin("1KB", "256MB"),
  [
    ["1024", 1024],
    ["256MB", 256 * 1024 ** 2],
  ],
  ["", "1023", "0", "-1", "257MB", "1TB"],
);
table(
  hostNames,
  [
    ["", []],
    ["Box, a.b-c.example.com", ["box", "a.b-c.example.com"]],
    ["*.example.com", ["*.example.com"]],
  ],
  ["box:9001", "http://box", "a,,b", "*", "a.*.b", "-a", "a..b", "é", `${"a-".repeat(50_000)}!`],
);

describe("process names", () => {
  test("are trimmed", () => assert.equal(outcomeOf(parseProcessName(" a-b.c é ".replace(" é", "é"))), "a-b.cé"));
  for (const name of ["a b", "a:b", "a/b"]) {
    test(`refuse ${JSON.stringify(name)}`, () =>
      assert.match(String(outcomeOf(parseProcessName(name))), /^Invalid name: /));
  }
});

describe("owners", () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ["nobody", { uid: 65_534, gid: undefined }],
    ["nobody:root", { uid: 65_534, gid: 0 }],
    ["0:65534", { uid: 0, gid: 65_534 }],
    ["nosuch", "Invalid user name nosuch"],
    ["4711:root", "Invalid user id 4711"],
    ["root:nosuch", "Invalid group name nosuch"],
    ["root:4711", "Invalid group id 4711"],
  ];
  for (const [text, value] of cases) test(text, () => assert.deepEqual(outcomeOf(parseOwner(text, lookups)), value));
});
