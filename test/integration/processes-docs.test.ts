/** The examples of docs/processes.md, run as they stand there. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Daemon, root } from "../helpers/daemon.ts";

const page = readFileSync(join(root, "docs/processes.md"), "utf8");

/** What differs from one run to the next. */
function plain(text: string, directory: string): string {
  return text
    .replaceAll(`${directory}/`, "")
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "DATE")
    .replaceAll(/\bat \d\d:\d\d:\d\d/g, "at TIME")
    .replaceAll(/after [\d.]+s/g, "after SECONDS")
    .replaceAll(/(supervisord\.conf):\d+/g, "$1:LINE");
}

test("each example does what the page shows", async () => {
  const programs = /^```ini\n([\s\S]*?)^```/m.exec(page)?.[1] ?? "";
  await using daemon = await new Daemon({ programs }).start();
  await daemon.untilState("web", "RUNNING");
  const examples = [...page.matchAll(/^ {4}\$ supervisorctl (.*)\n((?: {4}[^$\n].*\n)*)/gm)];
  assert.ok(examples.length >= 5);
  for (const [, words = "", shown = ""] of examples) {
    const expected = plain(shown.replaceAll(/^ {4}/gm, ""), daemon.directory);
    const run = () => {
      const { stdout, stderr } = daemon.ctl(...words.split(" "));
      return plain(stdout + stderr, daemon.directory);
    };
    if (!expected.endsWith("...\n")) assert.equal(run(), expected, words);
    else assert.ok(run().startsWith(expected.slice(0, -4)), `${words}\n${run()}`);
  }
});
