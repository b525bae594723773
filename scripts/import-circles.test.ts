import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { importCircles } from "./import-circles.ts";

test("no files of src import each other, for their types either", () => {
  assert.deepEqual(importCircles(fileURLToPath(new URL("../src", import.meta.url))), []);
});

test("a circle is found through folders, types, re-exports and lazy imports", () => {
  const root = mkdtempSync(join(tmpdir(), "supervisor-circles-"));
  try {
    mkdirSync(join(root, "b"));
    writeFileSync(join(root, "a.ts"), 'import type {\n  B,\n} from "./b/b.ts";\n');
    writeFileSync(join(root, "b/b.ts"), 'export { c } from "../c.ts";\n');
    writeFileSync(join(root, "c.ts"), 'const a = () => import("./a.ts");\nimport "./alone.ts";\n');
    writeFileSync(join(root, "alone.ts"), "export const alone = 1;\n");
    assert.deepEqual(importCircles(root), [["a.ts", "b/b.ts", "c.ts"]]);
  } finally {
    rmSync(root, { recursive: true });
  }
});
