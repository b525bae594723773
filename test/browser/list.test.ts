/** The list of processes in a real browser: its order, its columns, its size. */
import assert from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { askJson } from "../helpers/http-client.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";
import { chromiumPath, openBrowser } from "./browser.ts";
import { type DemoDaemon, startDemo } from "./demo-daemon.ts";
import { seriousFaults } from "./serious-faults.ts";
import { type StubDaemon, startStub } from "./stub-daemon.ts";

const programs = `
[program:busy]
command=/bin/sh -c 'while :; do :; done'
[program:cat]
command=/bin/cat
directory=/tmp
stopsignal=INT
environment=SECRET_NAME="hidden value"
[program:zero]
command=/bin/sh -c 'exit 0'
autorestart=false
startsecs=0
[program:seven]
command=/bin/sh -c 'exit 7'
autorestart=false
startsecs=0
[program:flaps]
command=/bin/sh -c 'sleep 0.2; echo "\\033[31mno route to \\0342\\0234\\0223\\033[0m" >&2; exit 9'
startsecs=0
[program:web]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=11
[program:job]
command=/bin/sh -c 'exit 3'
process_name=%(program_name)s_%(process_num)d
numprocs=2
startretries=0
`;

const ids = `[...document.querySelectorAll('[role="row"].row')].map((row) => row.dataset.id)`;
const heads = `[...document.querySelectorAll(".group-head h2")].map((head) => head.textContent)`;

suite("the list on the page", requires(chromiumPath), () => {
  let demo: DemoDaemon;
  let browser: BrowserContext & AsyncDisposable;
  let page: Page;

  before(async () => {
    demo = await startDemo("", "", programs);
    await demo.daemon.untilState("job:job_1", "FATAL");
    await demo.daemon.untilState("seven", "EXITED");
    await until("it flaps", async () => {
      const { body } = await askJson(`${demo.url}/api/v1/processes/flaps`);
      return (body as { flapping: unknown }).flapping !== null;
    });
    browser = await openBrowser({ viewport: { width: 1500, height: 1100 } });
    page = await browser.newPage();
  });
  after(async () => {
    await browser?.[Symbol.asyncDispose]();
    await demo?.daemon.stop();
  });
  beforeEach(async () => {
    await page.goto("about:blank");
    await page.goto(demo.url);
    await row("cat").waitFor();
  });

  const row = (id: string) => page.locator(`[data-id="${id}"][role="row"]`);
  const head = (name: string) => page.getByRole("columnheader", { name, exact: true });
  const order = async (): Promise<readonly string[]> => (await page.evaluate(ids)) as string[];

  test("problems stand first and only there, then what is alone, then groups; numbers count", async () => {
    assert.deepEqual(await page.evaluate(heads), ["Problems", "Programs", "job", "web"]);
    const web = Array.from({ length: 11 }, (_, i) => `web:web_${i}`);
    assert.deepEqual(await order(), ["flaps", "seven", "job:job_0", "job:job_1", "busy", "cat", "zero", ...web]);
    await page.locator(".group-head", { hasText: "Problems" }).getByText("4 processes").waitFor();
    await page.locator(".group-head", { hasText: "job" }).getByText("2 problems").waitFor();
  });

  test("the head of a column sorts, by mouse and by keys, tells it, and it is remembered", async () => {
    assert.equal(await head("Name").getAttribute("aria-sort"), "ascending");
    await head("CPU").getByRole("button").click();
    await until("the busy one is first", async () => (await order())[0] === "busy");
    assert.equal(await head("CPU").getAttribute("aria-sort"), "descending");
    assert.equal(await head("Name").getAttribute("aria-sort"), "none");
    assert.deepEqual(await page.evaluate(heads), []);
    await head("Name").getByRole("button").focus();
    await page.keyboard.press("Enter");
    await until("by name", async () => (await order())[4] === "busy");
    await page.keyboard.press("Enter");
    await until("turned round", async () => (await head("Name").getAttribute("aria-sort")) === "descending");
    await until("groups turned round", async () => (await page.evaluate(`${heads}[2]`)) === "web");
    await head("pid").getByRole("button").click();
    await page.reload();
    await row("cat").waitFor();
    assert.equal(await head("pid").getAttribute("aria-sort"), "ascending");
    const last = (await order()).slice(-5).filter((id) => id !== "flaps");
    assert.deepEqual(last.slice(-4).sort(), ["job:job_0", "job:job_1", "seven", "zero"], "no pid: last");
    await head("Name").getByRole("button").click();
  });

  test("why a process is down or does not stay up is said in its row and in its details", async () => {
    await row("seven").locator(".detail", { hasText: "exit status 7" }).waitFor();
    await row("job:job_0")
      .locator(".detail", { hasText: /exit status 3 · 1 attempt · / })
      .waitFor();
    const flaps = row("flaps").locator(".detail", {
      hasText: /flapping \d+ unexpected ends in [\dms ]+(inutes)? · last exit status 9, /,
    });
    await flaps.waitFor();
    await row("flaps").locator(".link").click();
    await page.getByRole("button", { name: "Details" }).click();
    await page.locator(".facts-list", { hasText: /Flapping\d+ unexpected ends/ }).waitFor();
    await page
      .locator(".lives tr.bad", { hasText: /\d\.\d+s/ })
      .first()
      .waitFor();
    assert.match((await page.locator(".lives tr.bad").first().textContent()) ?? "", /\d\d:\d\d:\d\d.*sexit status 9/);
    await page
      .locator(".lives")
      .getByRole("button", { name: /^All \d+$/ })
      .click();
    await until("more than few", async () => (await page.locator(".lives tbody tr").count()) > 6);
    await page.keyboard.press("Escape");
    await row("seven").locator(".link").click();
    await page.getByRole("button", { name: "Details" }).click();
    await page.locator(".facts-list", { hasText: "Problemexit status 7" }).waitFor();
  });

  test("details tell who, where and how, the names of the environment and where all that is written", async () => {
    await page.goto(`${demo.url}/#/process/cat/details`);
    const facts = page.locator(".options");
    await facts.getByText("[program:cat]").waitFor();
    await facts.getByText("SECRET_NAME").waitFor();
    const text = (await facts.innerText()).replace(/\s+/g, " ");
    assert.match(text, /user as supervisord/);
    assert.match(text, /directory \/tmp supervisord\.conf:\d+/);
    assert.match(text, /stopsignal INT supervisord\.conf:\d+/);
    assert.match(text, /startsecs 1 default/);
    assert.doesNotMatch(await page.content(), /hidden value/);
    assert.equal(await facts.getByText("stdout_logfile_maxbytes").count(), 0);
    await facts.getByRole("button", { name: "All options" }).click();
    await facts.getByText("stdout_logfile_maxbytes").waitFor();
    await page.locator(".chart", { hasText: /CPU.*min ago.*now/s }).waitFor();
    await page.getByRole("button", { name: "10 minutes" }).click();
    await page.locator(".chart", { hasText: "10 min ago" }).first().waitFor();
  });

  test("problems, lives, options and logs together have no serious fault for screen readers, in light and dark", async () => {
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto("about:blank");
      await page.goto(`${demo.url}/#/process/flaps/details`);
      await page.locator(".lives tr.bad").first().waitFor();
      await page.locator(".options").waitFor();
      await seriousFaults(page, `flapping, ${scheme}`);
      await page.goto(`${demo.url}/#/logs/flaps/cat`);
      await page.locator(".log-row .program").first().waitFor();
      await seriousFaults(page, `logs, ${scheme}`);
      await page.goto(`${demo.url}/#/process/flaps`);
      await page.locator(".log-mark.failed").first().waitFor();
      await seriousFaults(page, `lives in a log, ${scheme}`);
    }
    await page.emulateMedia({ colorScheme: null });
  });

  test("what is used is summed up, of all and of each group", async () => {
    await page.locator(".totals", { hasText: /CPU [1-9]\d*%.*Memory [\d.]+ MB/ }).waitFor();
    await page.locator(".group-head", { hasText: "web" }).locator(".memory", { hasText: "MB" }).waitFor();
  });

  test("a name is one word for who reads it, finds it or hears it", async () => {
    const nodes = `document.querySelector('[data-id="web:web_10"] .link').childNodes.length`;
    assert.equal(await page.evaluate(nodes), 1);
    await page.getByRole("button", { name: "web_10", exact: true }).waitFor();
  });

  test("the fields of the strip are of one size, in every row of it", async () => {
    await page.mouse.move(1, 1);
    for (const width of [1500, 390]) {
      await page.setViewportSize({ width, height: 1100 });
      const spread = `["width", "height"].map((side) => {
        const sizes = [...document.querySelectorAll(".strip > span")].map((field) => field.getBoundingClientRect()[side]);
        return Math.max(...sizes) - Math.min(...sizes);
      })`;
      // Browsers round to sixty-fourths of a pixel.
      const [wider, higher] = (await page.evaluate(spread)) as [number, number];
      assert.ok(wider < 0.1 && higher < 0.1, `at ${width}: ${wider}, ${higher}`);
    }
    await page.setViewportSize({ width: 1500, height: 1100 });
  });

  test("a wide screen is used, and shows commands and starts", async () => {
    await page.setViewportSize({ width: 1900, height: 900 });
    assert.match((await row("cat").locator(".command").innerText()) ?? "", /\/bin\/cat/);
    const { width } = (await row("cat").boundingBox()) ?? { width: 0 };
    assert.ok(width > 1_800, `a row is ${width} wide`);
    await page.setViewportSize({ width: 1500, height: 1100 });
  });

  test("on a phone names stand whole, and a choice sorts", async () => {
    await using phone = await openBrowser({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    const small = await phone.newPage();
    await small.goto(demo.url);
    await small.locator('[data-id="cat"][role="row"]').waitFor();
    const cut = `[...document.querySelectorAll(".row .link")].filter((name) => name.scrollWidth > name.clientWidth + 1).length`;
    assert.equal(await small.evaluate(cut), 0);
    await small.getByLabel("Sort by").selectOption("memory");
    await until("sorted", async () => (await small.locator(".group-head").count()) === 0);
    await small.locator('[data-id="cat"] .memory .figure', { hasText: "MB" }).waitFor();
  });
});

suite("the list of ten thousand", requires(chromiumPath), () => {
  let stub: StubDaemon;
  let browser: BrowserContext & AsyncDisposable;
  let page: Page;

  before(async () => {
    stub = await startStub(10_000, 50);
    browser = await openBrowser();
    page = await browser.newPage();
    await page.goto(stub.url);
    await page.locator(".row").first().waitFor();
  });
  after(async () => {
    await browser?.[Symbol.asyncDispose]();
    await stub?.[Symbol.asyncDispose]();
  });

  const rows = () => page.locator('[role="row"].row').count();

  test("few rows are drawn, and their places told", async () => {
    assert.ok((await rows()) < 100);
    await page.getByText("All 10000").waitFor();
    const places = await page.locator('[role="table"]').getAttribute("aria-rowcount");
    assert.equal(places, "10202", "200 groups, the problems, the heads");
    await page.locator(".strip.shares .bad").waitFor();
  });

  test("it is filtered, sorted, ticked, scrolled and walked through", async () => {
    await page.locator("#filter").pressSequentially("worker_999", { delay: 30 });
    await until("eleven are left", async () => (await rows()) === 11);
    await page.locator("#filter").fill("");
    for (const column of ["CPU", "Memory", "Uptime", "State"]) {
      await page.locator(".heads").getByRole("button", { name: column }).click();
      await page.locator(".heads .sorted", { hasText: column }).waitFor();
      assert.ok((await rows()) < 100);
    }
    const figure = page.locator(".totals strong").first();
    const before = await figure.textContent();
    stub.tick();
    await until("the sum has changed", async () => (await figure.textContent()) !== before);
    await page.locator(".heads").getByRole("button", { name: "Name" }).click();
    await page.locator(".main-column").evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await page.locator('[data-id="group-199:worker_9999"]').waitFor();
    stub.change([{ ...(stub.processes[0] as (typeof stub.processes)[0]), state: "STOPPED", pid: null }]);
    await page.locator(".main-column").evaluate((element) => element.scrollTo(0, 0));
    await page.keyboard.press("Escape");
    await page.locator("h1").click();
    await page.keyboard.press("k");
    await page.locator('.row.current[data-id="group-199:worker_9999"]').waitFor();
  });

  test("what flaps is a problem until it has been calm for long enough, by the daemon's clock", async () => {
    const [process] = stub.processes.slice(500);
    assert.ok(process !== undefined);
    const { startedAt } = stub.supervisor;
    const flapping = { ends: 4, withinSeconds: 300, lastEnd: startedAt, how: "exit status 5", until: startedAt };
    stub.change([{ ...process, flapping }]);
    await page.locator("#filter").fill(process.name);
    await page.locator(".group-head", { hasText: "Problems1 process" }).waitFor();
    await page
      .locator(".row .flapping", { hasText: "flapping 4 unexpected ends in 5 minutes · last exit status 5" })
      .waitFor();
    stub.tick();
    await page.locator(".group-head", { hasText: "Problems" }).waitFor({ state: "detached" });
    await page.locator(`.row.up[data-id="${process.id}"]`).waitFor();
  });
});
