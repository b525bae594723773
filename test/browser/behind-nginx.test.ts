/** The page below a path of a real nginx, configured as docs/web.md says. */
import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { after, before, suite, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { root } from "../helpers/daemon.ts";
import { type Nginx, nginxPath, startNginx } from "../helpers/nginx.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";
import { chromiumPath, openBrowser } from "./browser.ts";
import { type DemoDaemon, startDemo } from "./demo-daemon.ts";

const programs = `
[program:cat]
command=/bin/cat
stdout_logfile=@DIR@/out.log
stderr_logfile=@DIR@/err.log
[program:off]
command=/bin/cat
autostart=false
`;

/** The block of the documentation, for another port. */
function documented(port: string): string {
  const text = readFileSync(`${root}docs/web.md`, "utf8");
  const [, block = ""] = /^```nginx\n([\s\S]*?)^```/m.exec(text) ?? [];
  assert.match(block, /127\.0\.0\.1:9001/);
  return block.replaceAll("127.0.0.1:9001", `127.0.0.1:${port}`);
}

suite("the page behind nginx", requires(chromiumPath, nginxPath), () => {
  let demo: DemoDaemon;
  let nginx: Nginx;
  let browser: BrowserContext & AsyncDisposable;
  let page: Page;
  let base = "";
  const complaints: string[] = [];

  before(async () => {
    demo = await startDemo("", "", programs);
    nginx = await startNginx(documented(new URL(demo.url).port));
    base = `${nginx.url}/supervisor/`;
    browser = await openBrowser();
    page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
  });
  after(async () => {
    await browser?.[Symbol.asyncDispose]();
    await nginx?.[Symbol.asyncDispose]();
    await demo?.daemon.stop();
  });

  const row = (id: string) => page.locator(`[data-id="${id}"][role="row"]`);
  const state = (id: string, text: string) => row(id).locator(".state-name", { hasText: text }).waitFor();
  const line = (text: string) => page.locator(".log-row", { hasText: text });

  test("acts, and shows at once what somebody else does", async () => {
    await page.goto(base);
    await state("cat", "running");
    demo.daemon.ctl("start", "off");
    await state("off", "running");
    await row("off").getByRole("button", { name: "Stop off" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
    await state("off", "stopped");
    await row("cat").locator(".usage.memory .figure", { hasText: "B" }).waitFor();
    assert.deepEqual(complaints, []);
  });

  test("logs come line by line, and can be taken away", async () => {
    appendFileSync(demo.daemon.path("out.log"), "first\n");
    await page.goto(`${base}#/process/cat`);
    await line("first").waitFor();
    appendFileSync(demo.daemon.path("out.log"), "second\n");
    await line("second").waitFor();
    await page.locator("#log-search").fill("/sec.nd/");
    await page.locator(".found", { hasText: "second" }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download stdout" }).click(),
    ]);
    assert.equal(readFileSync(await download.path(), "utf8"), "first\nsecond\n");
  });

  test("redirects and plain pages stay below the path", async () => {
    await page.goto(`${base}index.html?action=refresh`);
    assert.match(page.url(), /\/supervisor\/\?message=/);
    await using plain = await openBrowser({ javaScriptEnabled: false });
    const bare = await plain.newPage();
    await bare.goto(base);
    const off = bare.locator("tr").filter({ has: bare.getByRole("link", { name: "off", exact: true }) });
    await off.getByRole("button", { name: "Start", exact: true }).click();
    await bare.locator(".status_msg", { hasText: "Process off started" }).waitFor();
    assert.ok(bare.url().startsWith(base), bare.url());
    await bare.getByRole("link", { name: "off", exact: true }).click();
    await bare.getByRole("heading", { name: "Tail of off" }).waitFor();
  });

  test("while the daemon is away nginx answers instead; then list and log go on by themselves", async () => {
    await page.goto(`${base}#/process/cat`);
    await line("second").waitFor();
    const refused = new Set<string>();
    page.on("response", (response) => {
      const { pathname } = new URL(response.url());
      if (response.status() === 502 && pathname.endsWith("/events")) refused.add(pathname);
    });
    demo.daemon.signal("SIGTERM");
    assert.equal(await demo.daemon.ended(), 0);
    await page.getByText("supervisord has shut down.").waitFor();
    await page.locator(".stream.lost").waitFor();
    await until("both have come back, and nginx has answered for it", () => refused.size === 2);
    await demo.daemon.start();
    await page.getByText("Connected again.").waitFor();
    await state("cat", "running");
    await page.locator(".stream.open").waitFor();
    appendFileSync(demo.daemon.path("out.log"), "third\n");
    await line("third").waitFor();
    assert.equal(await line("second").count(), 1, "nothing comes twice");
  });
});
