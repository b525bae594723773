import assert from "node:assert/strict";
import { test } from "node:test";
import { requires } from "../../test/helpers/requires.ts";
import { countDescriptors, sampleProcess } from "./node-process-sample.ts";

test("a process' time and memory are those that the kernel tells", requires("/proc/self/stat"), () => {
  const sample = sampleProcess(process.pid);
  assert.ok(sample);
  const { user, system } = process.cpuUsage();
  assert.ok(Math.abs(sample.cpuSeconds - (user + system) / 1e6) < 0.5, String(sample.cpuSeconds));
  const ratio = sample.residentBytes / process.memoryUsage.rss();
  assert.ok(ratio > 0.8 && ratio < 1.25, String(ratio));
  assert.ok((countDescriptors(process.pid) ?? 0) > 2);
});

test("a process that is gone has no sample", () => {
  assert.equal(sampleProcess(0x7fffffff), undefined);
  assert.equal(countDescriptors(0x7fffffff), undefined);
});
