/** The log view in a real browser. */
import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { after, before, beforeEach, suite, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";
import { chromiumPath, openBrowser } from "./browser.ts";
import { type DemoDaemon, startDemo } from "./demo-daemon.ts";

const hostile = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>&lt;b&gt;`;

/** Runs in the page: jumps to sixty places, and tells the longest time between two frames, in milliseconds. */
const scrollAbout = `(async () => {
  const log = document.querySelector(".log-lines");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  let last = await frame();
  let slowest = 0;
  for (let i = 0; i < 60; i++) {
    log.scrollTop = ((i * 7919) % 100) * (log.scrollHeight / 100);
    const now = await frame();
    slowest = Math.max(slowest, now - last);
    last = now;
  }
  return slowest;
})()`;

/** Runs in the page: colours of text whose contrast with the log's ground is below 3:1. */
const hardToSee = `(() => {
  const channels = (colour) => {
    const numbers = colour.match(/[\\d.]+(?=[ ,)])/g).map(Number).slice(0, 3);
    return colour.startsWith("rgb") ? numbers.map((one) => one / 255) : numbers;
  };
  const luminance = (colour) => {
    const linear = channels(colour).map((one) => (one <= 0.04 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const ground = luminance(getComputedStyle(document.querySelector(".log-lines")).backgroundColor);
  return [...document.querySelectorAll(".log-row .text > span")].flatMap((element) => {
    const colour = getComputedStyle(element).color;
    const [dark, light] = [luminance(colour), ground].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05) < 3 ? [element.textContent.trim() + " " + colour] : [];
  });
})()`;

const programs = `
[program:cat]
command=/bin/cat
stdout_logfile=@DIR@/out.log
stderr_logfile=@DIR@/err.log
[program:tick]
command=/bin/sh -c 'while :; do echo "tick %(process_num)d"; sleep 0.3; done'
process_name=%(program_name)s_%(process_num)d
numprocs=2
stopasgroup=true
[program:<b>x"'&]
command=/bin/cat
process_name=<i>y"'&
autostart=false
`;

suite("a log on the page", requires(chromiumPath), () => {
  let demo: DemoDaemon;
  let browser: BrowserContext & AsyncDisposable;
  let page: Page;
  let errors: string[] = [];

  before(async () => {
    demo = await startDemo("", "", programs);
    browser = await openBrowser();
    page = await browser.newPage();
    page.on("pageerror", (error) => errors.push(error.message));
  });
  after(async () => {
    await browser?.[Symbol.asyncDispose]();
    await demo?.daemon.stop();
  });
  beforeEach(() => {
    errors = [];
    write("", "");
  });

  const write = (out: string, err: string): void => {
    writeFileSync(demo.daemon.path("out.log"), out);
    writeFileSync(demo.daemon.path("err.log"), err);
  };
  const append = (text: string): void => appendFileSync(demo.daemon.path("out.log"), text);
  const open = async (tab = "stdout"): Promise<void> => {
    await page.goto("about:blank");
    await page.goto(`${demo.url}/#/process/cat`);
    await page.locator(".panel-tabs").getByRole("button", { name: tab }).click();
    await page.locator(".stream.open").waitFor();
  };
  const numbers = async (): Promise<readonly string[]> =>
    (await page.locator(".log-row .number").allTextContents()).filter((number) => number !== "");
  const line = (text: string) => page.locator(".log-row", { hasText: text });

  test("comes live, in colours, and nothing in it is HTML", async () => {
    write(`\x1b[31mred\x1b[0m plain \x1b[1;38;2;200;90;30mtrue\x1b[0m\n${hostile}\n`, "");
    await open();
    await line("red plain true").waitFor();
    assert.equal(await page.locator(".log-row .fg-1").first().textContent(), "red");
    assert.equal(await page.locator(".log-row .bold").first().getAttribute("style"), "color: rgb(200, 90, 30);");
    assert.equal(await line("onerror").locator(".text").textContent(), hostile);
    assert.notEqual(await page.title(), "owned");
    append("growing");
    await line("growing").waitFor();
    append(" line\n");
    await line("growing line").waitFor();
    assert.equal(await page.locator(".log-row").count(), 3);
    assert.deepEqual(errors, []);
  });

  test("every colour of a terminal can be read on light ground and on dark", async () => {
    write(Array.from({ length: 256 }, (_, i) => `\x1b[38;5;${i}m${String(i).padStart(4)}\x1b[0m`).join(""), "");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await open();
      await until("they are there", async () => (await page.locator(".log-row .text > span").count()) === 256);
      assert.deepEqual(await page.evaluate(hardToSee), [], colorScheme);
    }
    await page.emulateMedia({ colorScheme: null });
  });

  test("what programs write that is no text, or one endless line, is shown as far as it can be", async () => {
    const zeroes = Buffer.from([0, 1, 0xff, 0xfe, 0x62, 0x69, 0x6e, 0x0a]);
    writeFileSync(demo.daemon.path("out.log"), Buffer.concat([Buffer.from("1%\r50%\r100%\n"), zeroes]));
    await open();
    await line("100%").waitFor();
    assert.equal(await line("100%").locator(".text").textContent(), "100%");
    assert.equal(await line("bin").locator(".text").textContent(), "\u2400\u2401\ufffd\ufffdbin");
    append("z".repeat(10_000_000));
    await until("it is broken into lines", async () =>
      /50[0-9] lines/.test((await page.locator(".log-foot").textContent()) ?? ""),
    );
    append("\nafter it\n");
    await line("after it").waitFor();
    assert.deepEqual(errors, []);
  });

  test("names of processes are text too", async () => {
    await page.goto("about:blank");
    await page.goto(demo.url);
    const name = `<b>x"'&:<i>y"'&`;
    await page.locator("h2", { hasText: `<b>x"'&` }).waitFor();
    await page.getByRole("button", { name: `Start ${name}`, exact: true }).click();
    await page.getByRole("button", { name: `Stop ${name}`, exact: true }).waitFor();
    assert.equal(await page.locator("main b, main i").count(), 0);
    const plain = await (await fetch(demo.url)).text();
    assert.doesNotMatch(plain, /<b>|<i>/);
  });

  test("two logs come in one order where their lines tell the time, else one after the other", async () => {
    write("2026-01-01T00:00:01Z a\n2026-01-01T00:00:03Z c\n", "2026-01-01 00:00:02,5 b\n  more of b\n");
    await open("All output");
    await line("Z c").waitFor();
    const shown = await page.locator(".log-row .text").allTextContents();
    assert.deepEqual(
      shown.map((text) => text.slice(-2)),
      [" a", " b", " b", " c"],
    );
    assert.equal(await page.locator(".log-row.stderr").count(), 2);
    write("out\n", "err\n");
    await open("All output");
    await line("from here on as it comes").waitFor();
    assert.deepEqual(
      (await page.locator(".log-row").allTextContents()).map((text) => text.replace(/^\d+/, "").trim()),
      ["— stderr so far —", "err", "— stdout so far —", "out", "— from here on as it comes —"],
    );
  });

  test("a search counts, steps, marks and filters", async () => {
    write(Array.from({ length: 500 }, (_, i) => (i % 100 === 42 ? `needle ${i}` : `hay ${i}`)).join("\n"), "");
    await open();
    await line("hay 499").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("NEEDLE");
    await page.locator(".found-count", { hasText: "5" }).waitFor();
    await page.locator(".found-count", { hasText: "1/5" }).waitFor();
    await page.locator(".log-row.current .found", { hasText: "needle" }).waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".found-count", { hasText: "2/5" }).waitFor();
    await page.keyboard.press("Shift+Enter");
    await page.locator(".log-row.current .found", { hasText: "needle" }).waitFor();
    await page.getByRole("button", { name: "Only lines that match" }).click();
    await until("five rows", async () => (await page.locator(".log-row").count()) === 5);
    append("\na new needle\n");
    await until("six rows", async () => (await page.locator(".log-row").count()) === 6);
    await page.locator("#log-search").fill("/needle [34]/");
    await until("three rows", async () => (await page.locator(".log-row").count()) === 3);
    await page.locator("#log-search").fill("/needle [3/");
    await page.locator(".found-count.bad", { hasText: "invalid pattern" }).waitFor();
    assert.match((await page.locator(".found-count").getAttribute("title")) ?? "", /Invalid regular expression/);
  });

  test("a pattern that would take for ever is given up, and the page goes on", async () => {
    write(`${"a".repeat(60)}!\nplain line\n`, "");
    await open();
    await line("plain line").waitFor();
    await page.locator("#log-search").fill("/(a+)+$/");
    // Meanwhile everything else works.
    append("while it searches\n");
    await line("while it searches").waitFor({ timeout: 2_000 });
    await page.locator(".found-count", { hasText: "takes too long" }).waitFor();
    await page.locator("#log-search").fill("/pl.in/");
    await page.locator(".found", { hasText: "plain" }).waitFor();
    await page.locator(".found-count", { hasText: "1/1" }).waitFor();
    assert.deepEqual(errors, []);
  });

  test("scrolling up pauses, the button follows again", async () => {
    write(Array.from({ length: 2_000 }, (_, i) => `line ${i}`).join("\n"), "");
    await open();
    await line("line 1999").waitFor();
    const log = page.getByRole("log");
    await log.hover();
    await page.mouse.wheel(0, -5_000);
    await page.locator(".stream", { hasText: "paused" }).waitFor();
    const top = await log.evaluate((element) => element.scrollTop);
    append("\nappended\n");
    await until("the line is counted", async () =>
      /2,001 lines/.test((await page.locator(".log-foot").textContent()) ?? ""),
    );
    assert.equal(await log.evaluate((element) => element.scrollTop), top, "what is read stays in place");
    await page.locator(".to-end").click();
    await line("appended").waitFor();
  });

  test("a hundred thousand lines scroll without lag, wrapped or not, and few of them are drawn", async () => {
    write(`${Array.from({ length: 100_000 }, (_, i) => `line ${i} ${"x".repeat(i % 140)}`).join("\n")}\n`, "");
    await open();
    const count = async (): Promise<string> => (await page.locator(".log-foot").textContent()) ?? "";
    const more = page.getByRole("button", { name: "Load earlier lines" });
    await until("all lines are there", async () => {
      if (await more.isVisible()) await more.click();
      return /100,000 lines/.test(await count());
    });
    for (const wrap of [false, true]) {
      await page.getByRole("button", { name: "Wrap long lines" }).click();
      const slowest = (await page.evaluate(scrollAbout)) as number;
      assert.ok(slowest < 1_000, `a frame took ${slowest} ms, wrapped: ${wrap}`);
      assert.ok((await page.locator(".log-row").count()) < 120);
    }
    await page.getByRole("log").evaluate((element) => element.scrollTo(0, 0));
    await line("line 0 ").first().waitFor();
    assert.deepEqual(errors, []);
  });

  test("a log is cleared after a question, and can be taken away whole", async () => {
    write("to be kept\n", "");
    await open();
    await line("to be kept").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download stdout" }).click(),
    ]);
    assert.equal(download.suggestedFilename(), "cat-stdout.log");
    await page.getByRole("button", { name: "Clear the log" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Clear logs" }).click();
    await line("the log was").first().waitFor();
    await until("the file is empty", () => demo.daemon.read("out.log") === "");
  });

  test("a rotated log is read on", async () => {
    write("before\n", "");
    await open();
    await line("before").waitFor();
    const { renameSync } = await import("node:fs");
    renameSync(demo.daemon.path("out.log"), demo.daemon.path("out.log.1"));
    writeFileSync(demo.daemon.path("out.log"), "after\n");
    await line("the log was rotated").waitFor();
    await line("after").waitFor();
    assert.equal(await line("the log was rotated").count(), 1);
    assert.deepEqual(await numbers(), ["1", "1"], "lines of the new file are counted anew");
  });

  test("lines have the numbers that they have in their file, wherever the view begins", async () => {
    write(Array.from({ length: 60_000 }, (_, i) => `line ${i + 1} of a log`).join("\n"), "");
    await open();
    const last = line("line 60000 of").locator(".number");
    await until("it is counted", async () => (await last.textContent()) === "60000");
    await page.getByRole("button", { name: "Load earlier lines" }).click();
    await until("and when more is loaded", async () => (await last.textContent()) === "60000");
    write("a\nb\n", "x\ny\nz\n");
    await open("All output");
    await line("z").waitFor();
    assert.deepEqual(await numbers(), ["1", "2", "3", "1", "2"]);
  });

  test("starts and ends stand between the lines, and times of arrival when they are asked for", async () => {
    write("before\n", "");
    await open("All output");
    await line("before").waitFor();
    const pid = await demo.daemon.pidOf("cat");
    demo.daemon.ctl("restart", "cat");
    append("after\n");
    await line("after").waitFor();
    const shown = (await page.locator(".log-row").allTextContents()).filter((text) =>
      /before|after|pid|ended/.test(text),
    );
    assert.match(shown.join("|"), /^1before\|ended: SIGTERM\|started, pid \d+\|2after$/);
    assert.notEqual(await demo.daemon.pidOf("cat"), pid);
    assert.equal(await page.locator(".log-row .time").count(), 0);
    await page.keyboard.press("a");
    assert.match((await line("after").locator(".time").textContent()) ?? "", /^\d\d:\d\d:\d\d\.\d{3}$/);
    assert.equal(await line("before").locator(".time").textContent(), "", "nobody looked when it came");
    await page.keyboard.press("a");
  });

  test("wrapped lines fill their rows, and none is blank", async () => {
    write(`${"word ".repeat(60)}${" ".repeat(900)}\nshort\n`, "");
    await open();
    await line("short").waitFor();
    await page.getByRole("button", { name: "Wrap long lines" }).click();
    await until("wrapped", async () => (await page.locator(".log-row").count()) > 2);
    const texts = await page.locator(".log-row .text").allTextContents();
    assert.deepEqual(
      texts.filter((text) => text.trim() === ""),
      [],
    );
    await page.getByRole("button", { name: "Wrap long lines" }).click();
  });

  test("supervisord's own log has its levels in colours", async () => {
    await page.goto("about:blank");
    await page.goto(`${demo.url}/#/log`);
    await page.locator(".log-row .fg-4", { hasText: "INFO" }).first().waitFor();
    await page.locator(".log-row .fg-8", { hasText: "DEBG" }).first().waitFor();
  });

  test("logs of several processes come together, in colours, in the order in which they come", async () => {
    await page.goto("about:blank");
    await page.goto(demo.url);
    for (const id of ["cat", "tick:tick_0", "tick:tick_1"])
      await page.getByLabel(`Select ${id}`, { exact: true }).check();
    await page.getByRole("toolbar", { name: "Selected" }).getByRole("button", { name: "Logs", exact: true }).click();
    await page.locator(".panel-name", { hasText: "Logs of 3 processes" }).waitFor();
    assert.match(page.url(), /#\/logs\/cat\/tick%3Atick_0\/tick%3Atick_1$/);
    await page.locator(".stream.open").waitFor();
    append("written by hand\n");
    await line("written by hand").locator(".program-0", { hasText: "cat" }).waitFor();
    await line("tick 0").locator(".program-1", { hasText: "tick:tick_0" }).first().waitFor();
    await line("tick 1").locator(".program-2", { hasText: "tick:tick_1" }).first().waitFor();
    demo.daemon.ctl("restart", "tick:tick_1");
    await line("tick:tick_1 started, pid").waitFor();
    assert.deepEqual(errors, []);
  });
});
