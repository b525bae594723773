import assert from "node:assert/strict";
import { test } from "node:test";
import { parseServerUrl, serverUrlOf } from "./server-address.ts";

const good = [
  ["unix:///run/supervisor.sock", "unix:///run/supervisor.sock"],
  ["unix://relative.sock", "unix://relative.sock"],
  ["unix:///a%20b", "unix:///a%20b"],
  ["http://localhost:9001", "http://localhost:9001"],
  ["http://localhost", "http://localhost:80"],
  ["http://localhost:9001/RPC2", "http://localhost:9001"],
  ["http://[::1]:9001", "http://[::1]:9001"],
  ["http://user:secret@host:1", "http://host:1"],
] as const;

for (const [url, shown] of good) {
  test(`${url} is understood as ${shown}`, () => {
    const parsed = parseServerUrl(url);
    assert.ok(parsed.ok);
    assert.equal(serverUrlOf(parsed.address), shown);
  });
}

for (const url of [
  "",
  "foo",
  "unix:/x",
  "unix://",
  "https://x",
  "http:///x",
  "http://",
  "http://x:abc",
  "http://x:70000",
]) {
  test(`"${url}" is refused with what is right`, () => {
    const parsed = parseServerUrl(url);
    assert.ok(!parsed.ok);
    assert.match(parsed.reason, /write (http|unix):\/\//);
  });
}

test("credentials in a URL are decoded, and taken as they are where they cannot be", () => {
  const parsed = parseServerUrl("http://a%40b:50%@host");
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.credentials, { username: "a@b", password: "50%" });
});

test("a socket's path that the system would cut short is refused", () => {
  assert.ok(parseServerUrl(`unix:///${"x".repeat(106)}`).ok);
  const parsed = parseServerUrl(`unix:///${"x".repeat(105)}ü`);
  assert.ok(!parsed.ok);
  assert.match(parsed.reason, /longer than the 107 bytes/);
});
