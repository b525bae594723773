import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { suggest } from "./suggest.ts";

describe("suggest", () => {
  const known = ["autostart", "autorestart", "command", "user", "umask"];
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["autostrat", "autostart"],
    ["comand", "command"],
    ["USER", "user"],
    ["usr", "user"],
    ["colour", undefined],
    ["x", undefined],
    ["depends_on", undefined],
    ["c".repeat(10_000), undefined],
  ];
  for (const [word, near] of cases) test(word.slice(0, 20), () => assert.equal(suggest(word, known), near));
});
