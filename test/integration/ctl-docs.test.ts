/** docs/supervisorctl.md: its commands, run as they stand there, say what stands below them. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { bin, complete, Daemon, root } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { screenLines } from "../helpers/screen-lines.ts";
import { python, Terminal } from "../helpers/terminal.ts";
import { until } from "../helpers/until.ts";

const page = readFileSync(join(root, "docs/supervisorctl.md"), "utf8");
const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(([, language = "", text = ""]) => ({
  language,
  text,
}));
const [programs = "", changed = ""] = blocks.filter(({ language }) => language === "ini").map(({ text }) => text);
const [picture = ""] = blocks.filter(({ language }) => language === "text").map(({ text }) => text);

/** Figures that are others each time. */
function timeless(text: string): string {
  return text
    .replace(/pid \d+, uptime \d+:\d\d:\d\d/g, "pid N, uptime T")
    .replace(/"pid": \d+/g, '"pid": N')
    .replace(/ +\d+\.\d +\d+\.\d[KM] +\d+s/g, " FIGURES")
    .replace(/cpu .*/g, "cpu FIGURES");
}

describe("docs/supervisorctl.md", () => {
  let daemon: Daemon;
  before(async () => {
    daemon = await new Daemon({ programs }).start();
    for (const name of ["web", "worker:worker_00", "worker:worker_01"]) await daemon.untilState(name, "RUNNING");
  });
  after(() => daemon.stop());

  test("what is shown is what is said", async () => {
    let commands = 0;
    for (const { language, text } of blocks) {
      if (language === "ini" && text === changed) change();
      if (language !== "console") continue;
      for (const [, command = "", said = ""] of text.matchAll(/^\$ supervisorctl (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
        const run = () =>
          complete(
            "/bin/sh",
            ["-c", `"$0" -c "$1" ${command} 2>&1`, join(bin, "supervisorctl"), daemon.configuration],
            {
              cwd: daemon.directory,
              env: { ...process.env, TZ: "UTC" },
            },
          ).stdout;
        let output = run();
        // What has been started a moment ago may not have written everything yet.
        const isAsShown = (): boolean => {
          if (timeless(output) === timeless(said)) return true;
          output = run();
          return false;
        };
        if (!command.startsWith("update mailer")) await until(command, isAsShown, 5_000).catch(() => {});
        assert.equal(timeless(output), timeless(said), command);
        commands++;
      }
    }
    assert.ok(commands >= 14);
  });

  test("top looks as in the picture", requires(python), async () => {
    await daemon.untilState("mailer", "RUNNING");
    await using terminal = new Terminal([join(bin, "supervisorctl"), "-c", daemon.configuration, "top"]);
    await terminal.see("NAME");
    terminal.resize(64, 24);
    terminal.type("N");
    const lines = picture.trimEnd().split("\n");
    const shown = () => screenLines(terminal.screen, 64, 24).slice(0, lines.length);
    await until("it does", () => timeless(shown().join("\n")) === timeless(lines.join("\n"))).catch(() => {});
    assert.deepEqual(shown().map(timeless), lines.map(timeless));
  });

  /** The sections of the second block replace those of the first; report goes. */
  function change(): void {
    const text = readFileSync(daemon.configuration, "utf8");
    const sections = text.split(/(?=^\[)/m).filter((section) => !/^\[program:(web|report)\]/.test(section));
    writeFileSync(daemon.configuration, `${sections.join("")}\n${changed}`);
  }
});
