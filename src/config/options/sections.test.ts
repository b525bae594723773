import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Option } from "./option.ts";
import { processOptions, programOptions } from "./program.ts";
import { sectionKindOf, sectionKinds } from "./sections.ts";

const { lookups } = {
  lookups: {
    files: {
      stat: () =>
        ({ kind: "directory", size: 0, mode: 0, inode: 0, device: 0, uid: 0, gid: 0, modifiedWallMs: 0 }) as const,
    },
    users: {
      byName: () => undefined,
      byUid: () => undefined,
      groupByName: () => undefined,
      groupByGid: () => undefined,
    },
    home: undefined,
    effectiveUid: 0,
    cwd: "/",
  },
};

describe("the options tables", () => {
  for (const { name, options } of sectionKinds) {
    for (const [key, option] of Object.entries<Option>(options)) {
      test(`[${name}] ${key} is described, and its default is valid`, () => {
        assert.match(option.doc, /^[A-Z].*\.$/s);
        assert.equal(key, key.toLowerCase());
        // A default is one of: required, a value, or a note in words.
        assert.ok(
          [option.required, option.default, option.defaultNote].filter((each) => each !== undefined).length <= 1,
        );
        if (option.default !== undefined) {
          const parsed = option.type.parse(option.default, lookups);
          assert.deepEqual(parsed.ok ? (parsed.warnings ?? []) : parsed.reason, []);
        }
      });
    }
  }

  test("no option of a program is declared twice", () => {
    const both = Object.keys(processOptions).filter((key) => Object.hasOwn(programOptions, key));
    assert.deepEqual(both, []);
  });

  test("sections are known by their names", () => {
    const kinds = ["supervisord", "program:x", "inet_http_server:x", "unix_http_server", "group:", "include"];
    assert.deepEqual(
      kinds.map((name) => sectionKindOf(name)?.name),
      ["supervisord", "program", "inet_http_server", "unix_http_server", "group", "include"],
    );
    const strangers = ["supervisord2", "program", "Program:x", "includes", "constructor", ""];
    assert.deepEqual(
      strangers.filter((name) => sectionKindOf(name) !== undefined),
      [],
    );
  });
});
