/** The page in a real browser, against a real daemon. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, suite, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { Daemon } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";
import { chromiumPath, openBrowser } from "./browser.ts";
import { type DemoDaemon, startDemo } from "./demo-daemon.ts";
import { pictures, seriousFaults } from "./serious-faults.ts";

const programs = `
[program:cat]
command=/bin/cat
[program:off]
command=/bin/cat
autostart=false
[program:broken]
command=/bin/sh -c 'exit 3'
startretries=0
[program:web]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=3
[include]
files=@DIR@/more.conf
`;

suite("the page", requires(chromiumPath), () => {
  let demo: DemoDaemon;
  let browser: BrowserContext & AsyncDisposable;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    demo = await startDemo("", "", programs);
    browser = await openBrowser();
    page = await browser.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
  });
  after(async () => {
    await browser?.[Symbol.asyncDispose]();
    await demo?.daemon.stop();
  });
  beforeEach(async () => {
    await page.goto("about:blank");
    await page.goto(demo.url);
    await row("cat").waitFor();
    complaints.length = 0;
  });

  const row = (id: string) => page.locator(`[data-id="${id}"][role="row"]`);
  const state = (id: string, text: string) => row(id).locator(".state-name", { hasText: text }).waitFor();
  const dialog = () => page.getByRole("dialog");

  test("shows every process by group, and how it is", async () => {
    await state("cat", "running");
    await state("broken", "fatal");
    await state("off", "stopped");
    assert.equal(await page.locator('[role="row"].row').count(), 6);
    await page.getByText("3/3 running").waitFor();
    await row("cat").locator(".usage.memory .figure", { hasText: "B" }).waitFor();
    await row("cat").locator(".usage.cpu .figure", { hasText: "%" }).waitFor();
    assert.match(await page.title(), /^\(1\) supervisor/);
    assert.deepEqual(complaints, []);
  });

  test("starts, and asks before it stops or restarts", async () => {
    await row("off").getByRole("button", { name: "Start off" }).click();
    await state("off", "running");
    const pid = await demo.daemon.pidOf("off");
    await row("off").getByRole("button", { name: "Restart off" }).click();
    await dialog().getByRole("button", { name: "Cancel" }).click();
    assert.equal(await demo.daemon.pidOf("off"), pid);
    await row("off").getByRole("button", { name: "Restart off" }).click();
    await dialog().getByRole("button", { name: "Restart" }).click();
    await until("it has another pid", async () => ![0, pid].includes(await demo.daemon.pidOf("off")));
    await row("off").getByRole("button", { name: "Stop off" }).click();
    await page.keyboard.press("Enter");
    await state("off", "stopped");
  });

  test("what somebody else does is seen at once", async () => {
    demo.daemon.ctl("start", "off");
    await state("off", "running");
    demo.daemon.ctl("stop", "off");
    await state("off", "stopped");
  });

  test("a selection and a group are acted on together", async () => {
    await page.getByLabel("Select web:web_0").check();
    await page.getByLabel("Select web:web_2").check();
    await page.getByRole("toolbar", { name: "Selected" }).getByRole("button", { name: "Stop" }).click();
    assert.match((await dialog().textContent()) ?? "", /Stop 2 processes\?.*web:web_0web:web_2/);
    await dialog().getByRole("button", { name: "Stop" }).click();
    await state("web:web_0", "stopped");
    await state("web:web_2", "stopped");
    await state("web:web_1", "running");
    await page.getByRole("button", { name: "Start group web", exact: true }).click();
    await state("web:web_0", "running");
  });

  test("a failure is told in words", async () => {
    await row("broken").getByRole("button", { name: "Start broken" }).click();
    await state("broken", "fatal");
    await row("off").getByRole("button", { name: "More for off" }).click();
    await page.getByRole("menuitem", { name: "Send a signal" }).click();
    await dialog().getByRole("button", { name: "Send" }).click();
    await page.locator(".toast", { hasText: "None of them has a process" }).waitFor();
    await row("cat").getByRole("button", { name: "More for cat" }).click();
    await page.getByRole("menuitem", { name: "Send a signal" }).click();
    await dialog().getByLabel("Signal", { exact: true }).fill("NONSENSE");
    await dialog().getByRole("button", { name: "Send" }).click();
    await page.locator(".toast.failed", { hasText: "BAD_SIGNAL: NONSENSE" }).waitFor();
  });

  test("the keyboard does everything", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("off");
    await page.keyboard.press("Enter");
    await until("one row is left", async () => (await page.locator('[role="row"].row').count()) === 1);
    await page.keyboard.press("j");
    await page.keyboard.press("s");
    await state("off", "running");
    await page.keyboard.press("x");
    await dialog().waitFor();
    await page.keyboard.press("Enter");
    await state("off", "stopped");
    await page.keyboard.press("Enter");
    await page.locator(".panel-name", { hasText: "off" }).waitFor();
    await page.keyboard.press("Escape");
    await until("the panel is closed", async () => (await page.locator(".panel").count()) === 0);
    await page.keyboard.press("?");
    await dialog().getByText("Keyboard").first().waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    await until("all rows are back", async () => (await page.locator('[role="row"].row').count()) === 6);
    await page.keyboard.press("l");
    // Of a long log only the end is drawn.
    await page.locator(".log-row", { hasText: "stopped: off" }).last().waitFor();
  });

  test("Tab goes through everything in the order in which it is read, and comes back from menus, dialogs and panels", async () => {
    const focused = (): Promise<unknown> =>
      page.evaluate(`(() => {
        const element = document.activeElement;
        return element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent;
      })()`);
    const untilFocused = (name: string): Promise<void> =>
      until(`${name} has the focus`, async () => (await focused()) === name);
    const names: unknown[] = [];
    for (let i = 0; i < 21; i++) {
      await page.keyboard.press("Tab");
      names.push(await focused());
    }
    assert.deepEqual(names, [
      ...["supervisord's own log", "Configuration", "Colours: as the system", "More"],
      ...["Filter processes/", "All 6", "Running 4", "Problems 1", "Not running 2"],
      ...["Name", "State", "Uptime", "pid", "CPU", "Memory"],
      ...["Select all of Problems", "Problems"],
      ...["Select broken", "broken", "Start broken", "More for broken"],
    ]);
    await page.keyboard.press("Enter");
    await untilFocused("Logs");
    await page.keyboard.press("ArrowDown");
    await untilFocused("Details");
    await page.keyboard.press("Escape");
    await untilFocused("More for broken");
    for (const name of ["Select all of Programs", "Programs", "Select cat", "cat"]) {
      await page.keyboard.press("Tab");
      await untilFocused(name);
    }
    await page.keyboard.press("Enter");
    await page.locator(".panel-name", { hasText: "cat" }).waitFor();
    await page.keyboard.press("Tab");
    await untilFocused("Restart cat");
    await page.keyboard.press("Enter");
    await untilFocused("Restart");
    await page.keyboard.press("Escape");
    await untilFocused("Restart cat");
    await page.keyboard.press("Escape");
    await until("the panel is closed", async () => (await page.locator(".panel").count()) === 0);
    await untilFocused("cat");
  });

  test("nothing moves for who does not want it", async () => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    const moving = `[...document.querySelectorAll("*")].filter((element) => {
      const { animationName, transitionDuration } = getComputedStyle(element);
      return animationName !== "none" || !/^0s(, 0s)*$/.test(transitionDuration);
    }).length`;
    assert.equal(await page.evaluate(moving), 0);
    await page.emulateMedia({ reducedMotion: null });
    assert.notEqual(await page.evaluate(moving), 0);
  });

  test("the browser's way back closes a panel, and an address opens one", async () => {
    await row("cat").locator(".link").click();
    await page.locator(".panel-name", { hasText: "cat" }).waitFor();
    await page.goBack();
    await until("the panel is closed", async () => (await page.locator(".panel").count()) === 0);
    await page.goto(`${demo.url}/#/process/${encodeURIComponent("web:web_1")}/details`);
    await page.locator(".panel-name", { hasText: "web:web_1" }).waitFor();
    await page.getByText("Autostart").waitFor();
  });

  test("says when the configuration differs, and updates", async () => {
    writeFileSync(demo.daemon.path("more.conf"), "[program:fresh]\ncommand=/bin/cat\n");
    await page.reload();
    await page.getByText("The configuration files differ from what runs: 1 group.").waitFor();
    await page.getByRole("button", { name: "Hide this notice" }).click();
    await page.getByRole("button", { name: "Configuration: the files differ from what runs" }).click();
    await page.locator(".difference", { hasText: "fresh" }).waitFor();
    await page.getByRole("button", { name: "Update fresh" }).click();
    await dialog().getByRole("button", { name: "Update" }).click();
    await state("fresh", "running");
    await page.getByText("What runs is what the configuration files say.").waitFor();
    writeFileSync(demo.daemon.path("more.conf"), "[program:fresh]\ncommand=/bin/cat\nstartsecs=soon\n");
    await page.getByRole("button", { name: "Read them again" }).click();
    await page.locator(".config-problems", { hasText: "soon" }).waitFor();
    writeFileSync(demo.daemon.path("more.conf"), "");
    await page.getByRole("button", { name: "Read them again" }).click();
    await page.locator(".change.removed").waitFor();
    await page.getByRole("button", { name: "Update fresh" }).click();
    await dialog().getByRole("button", { name: "Update" }).click();
    await row("fresh").waitFor({ state: "detached" });
  });

  test("has no serious fault for screen readers, in light and dark, list, log, details and dialogs", async () => {
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await row("cat").getByRole("checkbox").check();
      await seriousFaults(page, `list, ${scheme}`);
      await row("cat").getByRole("button", { name: "More for cat" }).click();
      await seriousFaults(page, `menu, ${scheme}`);
      await page.getByRole("menuitem", { name: "Details" }).click();
      await seriousFaults(page, `details, ${scheme}`);
      await page.keyboard.press("l");
      await page.locator(".log-row").first().waitFor();
      await seriousFaults(page, `log, ${scheme}`);
      await page.keyboard.press("g");
      await page.getByText("What runs is what").waitFor();
      await seriousFaults(page, `configuration, ${scheme}`);
      await page.keyboard.press("Escape");
      await page.keyboard.press("x");
      await dialog().waitFor();
      await seriousFaults(page, `question, ${scheme}`);
      await page.keyboard.press("Escape");
      await row("cat").getByRole("checkbox").uncheck();
    }
    await page.emulateMedia({ colorScheme: null });
  });

  test("a reason has room", async () => {
    const detail = row("broken").locator(".detail");
    await detail.waitFor();
    assert.equal(await detail.evaluate((element) => element.scrollWidth - element.clientWidth), 0);
  });

  test("fits a phone", async () => {
    await using phone = await openBrowser({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    const small = await phone.newPage();
    await small.goto(demo.url);
    await small.locator('[data-id="cat"][role="row"]').waitFor();
    await seriousFaults(small, "list, phone");
    const overflow =
      "document.querySelector('.main-column').scrollWidth - document.querySelector('.main-column').clientWidth";
    assert.equal(await small.evaluate(overflow), 0);
    await small.locator('[data-id="cat"] .link').click();
    await small.locator(".stream.open").waitFor();
    await seriousFaults(small, "log, phone");
    assert.equal(await small.evaluate("document.documentElement.scrollWidth - innerWidth"), 0);
    await small.getByRole("button", { name: "Close" }).click();
    await small.locator('[data-id="cat"][role="row"]').waitFor();
  });

  test("tells that the connection is lost, and goes on by itself when it is regained", async () => {
    await browser.setOffline(true);
    // Offline concerns new connections; the daemon's restart ends the one that is open.
    demo.daemon.ctl("reload");
    await page.getByText("Connection lost.").waitFor();
    await row("off").getByRole("button", { name: "Start off" }).click();
    await page.locator(".toast.failed", { hasText: "supervisord does not answer" }).waitFor();
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await seriousFaults(page, `connection lost, ${scheme}`);
    }
    await page.emulateMedia({ colorScheme: null });
    await browser.setOffline(false);
    await page.getByText("Connected again.").waitFor();
    assert.equal(await page.locator(".toast").count(), 0, "what failed meanwhile is forgotten");
    await state("cat", "running");
  });

  test("without scripts a plain page of forms serves", async () => {
    await using plain = await openBrowser({ javaScriptEnabled: false });
    const bare = await plain.newPage();
    await bare.goto(demo.url);
    const line = bare.locator("tr").filter({ has: bare.getByRole("link", { name: "off", exact: true }) });
    await line.getByRole("button", { name: "Start", exact: true }).click();
    await bare.locator(".status_msg", { hasText: "Process off started" }).waitFor();
    await line.getByRole("button", { name: "Stop" }).click();
    await bare.locator(".status_msg", { hasText: "Process off stopped" }).waitFor();
    await bare.getByRole("link", { name: "off", exact: true }).click();
    await bare.getByRole("heading", { name: "Tail of off" }).waitFor();
    await bare.setViewportSize({ width: 320, height: 640 });
    await bare.goto(demo.url);
    await bare.screenshot({ path: join(pictures, "plain-narrow.png") });
    const table = await bare.locator("table").boundingBox();
    assert.ok(table !== null && table.x + table.width <= 320, "it fits a phone");
  });

  test("another site's link changes nothing before its user says so", async () => {
    const pid = await demo.daemon.pidOf("cat");
    const link = `${demo.url.replace("127.0.0.1", "localhost")}/index.html?action=restart&processname=cat`;
    await page.goto(demo.url);
    await page.evaluate(`location.href = ${JSON.stringify(link)}`);
    await page.getByText("Nothing has been done yet").waitFor();
    assert.equal(await demo.daemon.pidOf("cat"), pid);
    await page.getByRole("button", { name: "restart cat" }).click();
    await page.waitForURL(/message=/);
    assert.notEqual(await demo.daemon.pidOf("cat"), pid);
  });
});

suite("the page with many processes, and with none", requires(chromiumPath), () => {
  test("without any program it says what to do", async () => {
    const { daemon, url } = await startDemo("", "", "\n");
    try {
      await using browser = await openBrowser();
      const page = await browser.newPage();
      await page.goto(url);
      await page.getByText("No programs to manage").waitFor();
      await page.getByText(daemon.configuration).waitFor();
      await seriousFaults(page, "no programs, light");
      writeFileSync(daemon.configuration, `${daemon.read("supervisord.conf")}[program:first]\ncommand=/bin/cat\n`);
      await page.locator(".empty").getByRole("button", { name: "Configuration" }).click();
      await page.getByRole("button", { name: "Update first" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Update" }).click();
      await page.locator('[data-id="first"][role="row"]').waitFor();
    } finally {
      await daemon.stop();
    }
  });

  test("a thousand processes, some with long names, are shown, scrolled and changed without lag", async () => {
    const name = "a-rather-long-name-of-a-worker-that-takes-its-jobs-from-a-queue";
    const thousand = `[program:many]\ncommand=/bin/cat\nprocess_name=${name}-%(process_num)03d\nnumprocs=1000\n`;
    const { daemon, url } = await startDemo("", "", thousand);
    try {
      await daemon.untilState(`many:${name}-999`, "RUNNING");
      await using browser = await openBrowser();
      const page = await browser.newPage();
      await page.goto(url);
      await page.getByText("1000/1000 running").waitFor();
      await page.screenshot({ path: join(pictures, "thousand.png") });
      const slowest = (await page.evaluate(scrollList)) as number;
      assert.ok(slowest < 1_000, `a frame took ${slowest} ms`);
      await page.setViewportSize({ width: 320, height: 640 });
      await page.screenshot({ path: join(pictures, "thousand-narrow.png") });
      assert.equal(await page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0);
      const column = "document.querySelector('.main-column')";
      assert.equal(await page.evaluate(`${column}.scrollWidth - ${column}.clientWidth`), 0);
      assert.equal(daemon.ctl("stop", "many:*").status, 0);
      await page.locator(".main-column").evaluate((element) => element.scrollTo(0, 0));
      await page.getByText("0/1000").waitFor();
    } finally {
      await daemon.stop();
    }
  });

  test("three hundred processes are shown and filtered", async () => {
    const many = "[program:many]\ncommand=/bin/cat\nprocess_name=%(program_name)s_%(process_num)03d\nnumprocs=300\n";
    const { daemon, url } = await startDemo("", "", many);
    try {
      await using browser = await openBrowser();
      const page = await browser.newPage();
      await page.goto(url);
      await page.getByText("300/300 running").waitFor();
      await page.locator("#filter").fill("many_299");
      await until("one is left", async () => (await page.locator('[role="row"].row').count()) === 1);
    } finally {
      await daemon.stop();
    }
  });

  test("credentials are asked for once, and good for the streams too", async () => {
    const port = await freePort();
    const server = `[inet_http_server]\nport=127.0.0.1:${port}\nusername=op\npassword=secret\n`;
    const daemon = await new Daemon({ programs: `${server}${programs}` }).start();
    try {
      await using browser = await openBrowser({ httpCredentials: { username: "op", password: "secret" } });
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${port}`);
      await page.locator('[data-id="cat"][role="row"]').waitFor();
    } finally {
      await daemon.stop();
    }
  });
});

/** Runs in the page: goes down the list, and tells the longest time between two frames, in milliseconds. */
const scrollList = `(async () => {
  const list = document.querySelector(".main-column");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  let last = await frame();
  let slowest = 0;
  for (let i = 0; i < 60; i++) {
    list.scrollTop += 700;
    const now = await frame();
    slowest = Math.max(slowest, now - last);
    last = now;
  }
  return slowest;
})()`;
