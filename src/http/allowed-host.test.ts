import assert from "node:assert/strict";
import { test } from "node:test";
import { isAllowedHost } from "./allowed-host.ts";

const allowed = ["box.example.com", "*.intern.example"];

for (const host of [
  undefined,
  "localhost",
  "localhost:9001",
  "127.0.0.1:9001",
  "[::1]:9001",
  "BOX.example.com:80",
  "box.example.com",
  "a.intern.example",
  "a.b.intern.example:9001",
]) {
  test(`${host} may be asked for`, () => assert.ok(isAllowedHost(host, allowed)));
}

for (const host of [
  "",
  "evil.example",
  "box.example.com.evil.example",
  "xbox.example.com",
  "intern.example",
  "notintern.example",
  "127.0.0.1.evil.example:9001",
  "localhost.evil.example",
  "[evil.example]",
  "box.example.com:80:80",
]) {
  test(`'${host}' may not be asked for`, () => assert.ok(!isAllowedHost(host, allowed)));
}
