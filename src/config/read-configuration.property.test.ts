import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import { FakeSystem } from "../system/fake-system.ts";
import { readText, requestFor } from "./fixtures.ts";
import { sectionKinds } from "./options/sections.ts";
import { printConfiguration } from "./print-configuration.ts";
import { formatProblem } from "./problem.ts";
import { readConfiguration } from "./read-configuration.ts";

const keys = sectionKinds.flatMap(({ options }) => Object.keys(options));
const headers = sectionKinds.map(({ name, naming }) => `[${name}${naming === "named" ? ":x" : ""}]`);

const value = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "",
    "true",
    "0",
    "1",
    "9",
    "AUTO",
    "syslog",
    "/tmp/x",
    "root",
    "TERM",
    "TICK_5",
    "x",
    "x,x",
    "unix:///tmp/x",
  ),
  fc.constantFrom("%", "%%", "%s", "%(here)s", "%(process_num)d", "%(ENV_COLOR)s", "%(nope)s", 'A="1"', 'A="', "A=1,B"),
);
const line = fc.oneof(
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 30 }) },
  { weight: 3, arbitrary: fc.constantFrom(...headers, "[DEFAULT]", "[other]", "[", "[]") },
  {
    weight: 8,
    arbitrary: fc
      .tuple(fc.constantFrom(...keys), fc.constantFrom("=", ":", " = "), value)
      .map((parts) => parts.join("")),
  },
  { weight: 1, arbitrary: fc.constantFrom("", "  more", "; c", "\t") },
);
const file = fc.array(line, { maxLength: 40 }).map((lines) => `[supervisord]\n${lines.join("\n")}`);

describe("readConfiguration", () => {
  test("gives a configuration or problems that name a place, whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(file, fc.string({ unit: "binary" })), (text) => {
        const result = readConfiguration(requestFor(text));
        if (result.ok) {
          assert.doesNotThrow(() => JSON.parse(printConfiguration(result, {})));
          return;
        }
        assert.ok(result.problems.length > 0);
        for (const problem of result.problems) {
          assert.equal(problem.file, "/etc/c.conf");
          assert.ok(formatProblem(problem).length > "/etc/c.conf: ".length);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test("any bytes of a file are read", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const system = new FakeSystem();
        const request = requestFor("", system);
        system.files.put("/etc/c.conf", bytes);
        readConfiguration(request);
      }),
      { numRuns: 500 },
    );
  });

  test("reading twice gives the same", () => {
    fc.assert(
      fc.property(file, (text) => {
        const [first, second] = [readConfiguration(requestFor(text)), readConfiguration(requestFor(text))];
        assert.deepEqual(first, second);
      }),
      { numRuns: 300 },
    );
  });

  test("comments and the case of keys change nothing", () => {
    fc.assert(
      fc.property(file, (text) => {
        const plain = readConfiguration(requestFor(text));
        if (!plain.ok) return;
        const changed = text
          .split("\n")
          .map((each) =>
            /^[a-z_]+=[\w/]*$/.test(each) ? `${each.replace(/^[^=]+/, (key) => key.toUpperCase())} ; c` : each,
          )
          .join("\n");
        assert.deepEqual(readText(changed).configuration.groups, plain.configuration.groups);
      }),
      { numRuns: 500 },
    );
  });

  // Quadratic time would take hours here, and exponential time for ever.
  const n = 300_000;
  const hostile: readonly (readonly [string, string])[] = [
    ["a line of comment marks", `[supervisord]\na=${";".repeat(n)}${"#".repeat(n)}`],
    ["spaced comment marks", `[supervisord]\na=x;${" y;".repeat(n)}`],
    ["brackets", "[".repeat(n) + "]".repeat(n)],
    ["continuation lines", `[supervisord]\na=1${"\n x".repeat(n)}`],
    ["empty lines", `[supervisord]\na=1${"\n".repeat(n)}b=2`],
    ["lines without a delimiter", `[supervisord]\n${"x\n".repeat(n)}`],
    ["sections", Array.from({ length: n / 10 }, (_, index) => `[program:${index}`).join("]\n")],
    [
      "unknown options",
      `[supervisord]\n${Array.from({ length: n / 10 }, (_, index) => `autostart${index}=1`).join("\n")}`,
    ],
    ["open parentheses", `[supervisord]\nidentifier=${"%(".repeat(n)}`],
    ["percent signs", `[supervisord]\nidentifier=${"%%".repeat(n)}`],
    ["expansions", `[supervisord]\nidentifier=${"%(here)s".repeat(n / 10)}`],
    ["quotes", `[supervisord]\nenvironment=${`A="x",`.repeat(n)}`],
    ["an open quote", `[supervisord]\nenvironment=A="${"'\\".repeat(n)}`],
    ["backslashes", `[supervisord]\nenvironment=A=${"\\".repeat(n)}`],
    ["members of a group", `[supervisord]\n[group:g]\nprograms=${"nosuch,".repeat(n / 10)}`],
    ["events", `[supervisord]\n[eventlistener:e]\ncommand=x\nevents=${"TICK_6,".repeat(n / 10)}`],
    ["exit codes", `[supervisord]\n[program:x]\ncommand=x\nexitcodes=${"0,".repeat(n)}1`],
    ["digits", `[supervisord]\nminfds=${"1".repeat(n)}x`],
    ["underscores", `[supervisord]\nminfds=${"1_".repeat(n)}`],
    ["white space", `[supervisord]\nminfds=1${" ".repeat(n)}x\n${" ".repeat(n)}`],
    ["a file name", `[supervisord]\nlogfile=${"/../x".repeat(n)}`],
    ["patterns", `[supervisord]\n[include]\nfiles=${"*".repeat(n)} ${"[".repeat(n / 100)} ${"/*".repeat(2000)}`],
    ["a server's port", `[supervisord]\n[inet_http_server]\nport=${":1".repeat(n)}`],
    ["a socket", `[supervisord]\n[fcgi-program:f]\ncommand=x\nsocket=tcp://${":1".repeat(n)}`],
  ];
  for (const [name, text] of hostile) {
    test(`${Math.round(text.length / 1000)} kB of ${name} take linear time`, () => {
      readConfiguration(requestFor(text));
    });
  }
});
