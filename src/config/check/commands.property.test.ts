import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fc } from "../../../test/helpers/fast-check.ts";
import { FakeSystem } from "../../system/fake-system.ts";
import { shellSplit } from "../values/shell-split.ts";
import { commandWords } from "./command-words.ts";
import { findDaemonizing } from "./daemonizes.ts";
import { shellItems } from "./shell-items.ts";
import { withoutShell } from "./shell-replacement.ts";
import { findShellSyntax } from "./shell-syntax.ts";

const pieces =
  "cd,/srv,&&,||,|,;,&,>,>>,2>&1,2>,<,$HOME,$(date),`id`,~/x,~,A=1,B=$C,*.log,/x/*,',\",\\,sh,-c,bash,node,exec,if,then,fi,(,),a;,&&b,x>y,%,#,nginx,env,-D,redis-server,--daemonize yes,service,start,sudo,-u,=".split(
    ",",
  );
const expressions = ["X", "X:-1"].map((name) => `$\{${name}}`);
const command = fc
  .array(fc.oneof(fc.constantFrom(...pieces, ...expressions), fc.string({ maxLength: 6 })), {
    minLength: 1,
    maxLength: 12,
  })
  .chain((words) => fc.constantFrom(" ", "", "\n").map((separator) => words.join(separator)));
const present = { directory: undefined, environment: undefined };

describe("any command", () => {
  test("is taken apart as its program gets it", () => {
    fc.assert(
      fc.property(command, (text) => {
        const split = shellSplit(text);
        const words = commandWords(text);
        assert.deepEqual(
          words?.map((word) => word.text),
          split.ok ? split.words : undefined,
        );
        for (const { raw, bare, open } of words ?? []) {
          assert.deepEqual([bare.length, open.length], [raw.length, raw.length]);
        }
      }),
    );
  });

  test("gets lines in which nothing of a shell's language is left outside of quotes", () => {
    fc.assert(
      fc.property(command, (text) => {
        const words = commandWords(text);
        if (words === undefined) return;
        for (const line of withoutShell(shellItems(words), present)) {
          const [, suggested] = /^command=(.*)$/s.exec(line) ?? [];
          if (suggested === undefined) continue;
          const left = commandWords(suggested);
          assert.ok(left !== undefined, suggested);
          assert.deepEqual(findShellSyntax(shellItems(left))?.phrases ?? [], [], suggested);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("is asked whether it daemonizes, however long and strange it is", () => {
    const { files } = new FakeSystem();
    fc.assert(
      fc.property(command, (text) => {
        const words = commandWords(text) ?? [];
        findDaemonizing(
          words.map((word) => word.text),
          { files, directory: undefined },
        );
      }),
    );
    for (const text of ["&".repeat(100_000), "sh -c ".repeat(20_000), "env ".repeat(20_000), ";".repeat(9_999)]) {
      const words = commandWords(text) ?? [];
      const items = shellItems(words);
      withoutShell(items, present);
      findShellSyntax(items);
      findDaemonizing(
        words.map((word) => word.text),
        { files, directory: undefined },
      );
    }
  });
});
