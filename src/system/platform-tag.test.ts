import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { Scratch } from "../../test/helpers/scratch.ts";
import { platformTag } from "./platform-tag.ts";

const tag = `${process.platform}-${process.arch}`;
const onLinux = { skip: process.platform === "linux" ? false : "C libraries are told apart on Linux" };

test(
  "a Node that asks for musl's loader is musl's, wherever that lies and whatever files the system has",
  onLinux,
  () => {
    using scratch = new Scratch();
    const node = scratch.file("node");
    for (const loader of ["/lib/ld-musl-x86_64.so.1", "/nix/store/x-musl-1.2.5/lib/ld-musl-aarch64.so.1"]) {
      writeFileSync(node, Buffer.from(`\x7fELF${"\0".repeat(700)}${loader}\0`, "latin1"));
      assert.equal(platformTag(node), `${tag}-musl`);
    }
  },
);

test("a Node that asks for another loader, or cannot be read, is not", onLinux, () => {
  using scratch = new Scratch();
  const node = scratch.file("node");
  writeFileSync(node, `\x7fELF/lib64/ld-linux-x86-64.so.2\0${" ".repeat(5_000)}/lib/ld-musl-x86_64.so.1`);
  assert.equal(platformTag(node), tag);
  assert.equal(platformTag(scratch.file("missing")), tag);
  assert.equal(platformTag(scratch.path), tag);
});
