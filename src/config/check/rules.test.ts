import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FakeSystem } from "../../system/fake-system.ts";
import { findingsOf } from "./fixtures.ts";
import { type Rule, rules } from "./rules.ts";

const frame = `[supervisord]
[unix_http_server:frame]
file=/tmp/supervisor.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
`;

const machine = {
  resolve: ({ command }: { readonly command: string }) => {
    const failure = command.startsWith("/no/") ? "can't find command '/no'" : "command at '/tmp' is a directory";
    return /^\/(?:no|tmp)/.test(command)
      ? { ok: false as const, reason: failure }
      : { ok: true as const, file: command };
  },
  refuseEntryPoint: () => "no module named 'my.module'",
};

describe("rules", () => {
  for (const [name, rule] of Object.entries<Rule>(rules)) {
    if (rule.example === undefined) continue;
    test(`${name}: is found in its example, and nothing else is`, () => {
      const found = findingsOf(`${frame}${rule.example}\n`, machine, new FakeSystem());
      assert.deepEqual([...new Set(found.map((finding) => finding.rule))], [name]);
      for (const { severity } of found) assert.ok(rule.severity === "either" || severity === rule.severity);
    });
  }
});
