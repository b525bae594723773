import assert from "node:assert/strict";
import { test } from "node:test";
import { findRoute } from "./find-route.ts";

function found(method: string, path: string): string {
  const answer = findRoute(method, path);
  if (answer.kind !== "route") return answer.kind;
  return `${answer.route.method} ${answer.route.path} ${JSON.stringify(answer.path)}`;
}

test("a path is looked up with its names decoded", () => {
  assert.equal(found("GET", ""), "GET  {}");
  assert.equal(found("HEAD", "/processes"), "GET /processes {}");
  assert.equal(found("POST", "/processes/start"), "POST /processes/start {}");
  assert.equal(found("GET", "/processes/start"), 'GET /processes/{process} {"process":"start"}');
  assert.equal(found("POST", "/processes/a%3Ab%2Fc/stop"), 'POST /processes/{process}/stop {"process":"a:b/c"}');
  assert.equal(
    found("GET", "/processes/events/logs/events"),
    'GET /processes/{process}/logs/events {"process":"events"}',
  );
});

test("what is not in the table is unknown, or has other methods", () => {
  for (const path of ["/constructor", "/processes/", "/processes/a/b/c/d", "/processes/%zz", "x"]) {
    assert.equal(
      found("GET", path),
      path === "/processes/" ? 'GET /processes/{process} {"process":""}' : "unknown",
      path,
    );
  }
  assert.equal(found("DELETE", "/processes"), "wrong-method");
});
