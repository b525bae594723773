import assert from "node:assert/strict";
import { test } from "node:test";
import { descriptorOf } from "./stream-target.ts";

test("paths that name a descriptor of the daemon", () => {
  const paths = ["/dev/stdout", "/dev/stderr", "/dev/fd/1", "/dev/fd/17", "/proc/self/fd/2"];
  assert.deepEqual(paths.map(descriptorOf), [1, 2, 1, 17, 2]);
  for (const path of ["/dev/null", "/dev/fd/", "/dev/fd/1x", "/tmp/dev/stdout", "stdout"]) {
    assert.equal(descriptorOf(path), undefined);
  }
});
