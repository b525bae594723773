import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { readSupervisordArguments, supervisordArguments, supervisordHelp } from "./supervisord-arguments.ts";
import { usageError } from "./usage-error.ts";

const { files, users } = new FakeSystem();
const read = (...words: string[]) =>
  readSupervisordArguments(words, { files, users, home: "/root", effectiveUid: 0, cwd: "/" });

describe("supervisord's command line", () => {
  test("may be empty", () => {
    const check = { strict: false, json: false };
    const expected = { kind: "run", path: undefined, overrides: {}, purpose: "supervise", check, profile: undefined };
    assert.deepEqual(read(), expected);
  });

  test("every option of the original is read", () => {
    const words =
      "-c f -n -s -u nobody -m 077 -d /tmp -l /tmp/s.log -y 1MB -z 3 -e DEBUG -j /tmp/s.pid -i me -q /tmp -k -a 10 -t";
    assert.deepEqual(read(...words.split(" "), "--minprocs=20", "--profile_options=calls,cumulative"), {
      kind: "run",
      path: "f",
      overrides: {
        nodaemon: true,
        silent: true,
        user: { name: "nobody", uid: 65_534, gid: 65_534 },
        umask: 0o77,
        directory: "/tmp",
        logfile: { kind: "file", path: "/tmp/s.log" },
        logfile_maxbytes: 1_048_576,
        logfile_backups: 3,
        loglevel: "debug",
        pidfile: "/tmp/s.pid",
        identifier: "me",
        childlogdir: "/tmp",
        nocleanup: true,
        minfds: 10,
        strip_ansi: true,
        minprocs: 20,
      },
      purpose: "supervise",
      check: { strict: false, json: false },
      profile: ["calls", "cumulative"],
    });
  });

  test("-T and --print-config say what the configuration is read for", () => {
    for (const [word, purpose] of [
      ["-T", "check"],
      ["--check", "check"],
      ["--print-config", "print-config"],
    ] as const) {
      const command = read(word);
      assert.equal(command.kind === "run" && command.purpose, purpose);
    }
  });

  test("--strict and --json go with --check, in any order", () => {
    const command = read("--strict", "-T", "--json");
    assert.deepEqual(command.kind === "run" && command.check, { strict: true, json: true });
    for (const word of ["--strict", "--json"]) {
      assert.deepEqual(read(word), { kind: "refused", messages: [`${word} goes with --check`] });
      assert.equal(read("--print-config", word).kind, "refused");
    }
  });

  test("--help and --version count unless something before them is wrong", () => {
    for (const word of ["-h", "--help", "-?"]) assert.equal(read(word).kind, "help");
    for (const word of ["-v", "--version"]) assert.equal(read(word, "-e", "foo").kind, "version");
    assert.equal(read("-e", "foo", "-v").kind, "refused");
    assert.equal(read("-v", "foo").kind, "refused");
  });

  const refusals: readonly (readonly [string, ...string[]])[] = [
    ["--bogus", "option --bogus not recognized"],
    ["-c", "option -c requires argument"],
    ["foo b'r", `positional arguments are not supported: ['foo', "b'r"]`],
    ["-e foo", "invalid value for -e 'foo': bad logging level name 'foo'"],
    ["-n --nodaemon", "conflicting command line option '--nodaemon'"],
    ["-n -n", "conflicting command line option '-n'"],
    ["--loglevel=foo", "invalid value for --loglevel 'foo': bad logging level name 'foo'"],
    ["-q /no", "invalid value for -q '/no': /no is not an existing directory"],
    ["-l /no/x", "invalid value for -l '/no/x': The directory named as part of the path /no/x does not exist"],
    ["-y 1.5MB", "invalid value for -y '1.5MB': invalid literal for int() with base 10: '1.5'"],
    [
      "-x -m 9 -u nosuch y",
      "option -x not recognized",
      "positional arguments are not supported: ['y']",
      "invalid value for -m '9': 9 can not be converted to an octal type",
      "invalid value for -u 'nosuch': Invalid user name nosuch",
    ],
  ];
  for (const [line, ...messages] of refusals) {
    test(`refuses ${line}`, () => assert.deepEqual(read(...line.split(" ")), { kind: "refused", messages }));
  }

  test("the help names every option", () => {
    const help = supervisordHelp("supervisord");
    for (const { short, long } of supervisordArguments) {
      const names = short === undefined ? `--${long}` : `-${short}/--${long}`;
      assert.match(help, new RegExp(`^${names}( [A-Z]+)? -- \\S`, "m"));
    }
    assert.ok(help.split("\n").every((line) => line.length <= 130));
  });

  test("a usage error is a line for each fault and one that points to the help", () => {
    assert.equal(usageError(["a", "b"], "supervisord"), "Error: a\nError: b\nFor help, use supervisord -h\n");
  });
});
