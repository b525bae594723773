import assert from "node:assert/strict";
import { test } from "node:test";
import type { ActivityLog } from "../logging/logs.ts";
import { FakeSystem } from "../system/fake-system.ts";
import { FailedLogins } from "./failed-logins.ts";

const header = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function guarded() {
  const system = new FakeSystem();
  const lines: string[] = [];
  const log = { log: (level: string, message: string) => lines.push(`${level} ${message}`) } as unknown as ActivityLog;
  return { system, lines, logins: new FailedLogins("inet_http_server", log, system.clock) };
}

test("refusals come one after another, half a second each", async () => {
  const { system, logins } = guarded();
  const done: number[] = [];
  for (const n of [1, 2]) void logins.refuse(header("ann:wrong"), "127.0.0.1").then(() => done.push(n));
  await turn();
  system.advance(500);
  await turn();
  assert.deepEqual(done, [1]);
  system.advance(500);
  await turn();
  assert.deepEqual(done, [1, 2]);
});

test("who guesses faster than refusals go out is cut off", async () => {
  const { logins } = guarded();
  for (let i = 0; i < 20; i++) void logins.refuse(header("ann:wrong"), "127.0.0.1");
  assert.equal(await logins.refuse(header("ann:wrong"), "127.0.0.1"), "cut-off");
});

test("the log names user and address, once a second, and never the password", () => {
  const { system, logins, lines } = guarded();
  for (const user of ["ann", "bob", "it's\n"]) void logins.refuse(header(`${user}:sesame`), "192.0.2.7");
  system.advance(1000);
  void logins.refuse(header("it's\n:sesame"), undefined);
  assert.deepEqual(lines, [
    "warn failed login as 'ann' from 192.0.2.7 to 'inet_http_server'",
    "warn failed login as 'it?s?' from a local client to 'inet_http_server', and 2 more since the last such line",
  ]);
});
