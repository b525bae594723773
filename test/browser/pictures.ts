/** Takes the pictures of the page: node --import tsx test/browser/pictures.ts [directory] */
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { openBrowser } from "./browser.ts";
import { startDemo } from "./demo-daemon.ts";

const directory = process.argv[2] ?? "build/pictures";
mkdirSync(directory, { recursive: true });

/** What is looked at, and how to come there. */
const views: readonly (readonly [name: string, go: (page: Page, url: string) => Promise<unknown>])[] = [
  ["list", (page, url) => page.goto(url)],
  ["by-memory", (page) => page.evaluate(`localStorage.setItem("supervisor-order", "memory down"); location.reload()`)],
  ["log", (page, url) => page.goto(`${url}/#/process/shop:api_01`)],
  ["search", (page) => page.locator("#log-search").fill("/re.uest/")],
  ["logs", (page, url) => page.goto(`${url}/#/logs/shop:api_00/shop:api_01/worker:worker_2/indexer`)],
  ["main-log", (page, url) => page.goto(`${url}/#/log`)],
  ["details", (page, url) => page.goto(`${url}/#/process/shop:api_01/details`)],
  ["flapping", (page, url) => page.goto(`${url}/#/process/indexer/details`)],
  ["configuration", (page, url) => page.goto(`${url}/#/configuration`)],
];

const looks = [
  ["light", { colorScheme: "light", viewport: { width: 1280, height: 860 } }],
  ["dark", { colorScheme: "dark", viewport: { width: 1280, height: 860 } }],
  ["wide", { colorScheme: "light", viewport: { width: 1920, height: 1080 } }],
  ["phone", { colorScheme: "dark", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
] as const;

const { daemon, url } = await startDemo();
try {
  await sleep(20_000);
  appendFileSync(
    daemon.configuration,
    "[program:fresh]\ncommand=/bin/cat\n[program:redis]\ncommand=/usr/bin/redis-server --appendonly yes\nstopsignal=INT\nenvironment=TOKEN=x\n",
  );
  for (const [look, options] of looks) {
    await using browser = await openBrowser(options);
    const page = await browser.newPage();
    page.on("console", (message) => console.log(message.type(), message.text()));
    await page.goto(url);
    // Some figures for the pictures.
    await sleep(8_000);
    for (const [name, go] of views) {
      await page.evaluate("localStorage.clear()");
      await go(page, url);
      await sleep(2_500);
      await take(page, `${name}-${look}`);
    }
    if (look === "light" || look === "dark") await takeOverlays(page, look);
  }
} finally {
  await daemon.stop();
}

async function takeOverlays(page: Page, look: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(url);
  await page.locator('[data-id="nginx"]').getByRole("button", { name: "More for nginx" }).click();
  await take(page, `menu-${look}`);
  await page.keyboard.press("Escape");
  await page.getByLabel("Select all of Problems").check();
  await page.keyboard.press("x");
  await page.getByRole("dialog").waitFor();
  await take(page, `question-${look}`);
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await take(page, `help-${look}`);
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(directory, `${name}.png`) });
}
