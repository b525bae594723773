/** Takes the pictures of the page: node --import tsx test/browser/pictures.ts [directory] */
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { openBrowser } from "./browser.ts";
import { startDemo } from "./demo-daemon.ts";

const directory = process.argv[2] ?? "build/pictures";
mkdirSync(directory, { recursive: true });

const { daemon, url } = await startDemo();
try {
  await sleep(14_000);
  for (const scheme of ["light", "dark"] as const) {
    await using browser = await openBrowser({ colorScheme: scheme, viewport: { width: 1280, height: 860 } });
    const page = await browser.newPage();
    page.on("console", (message) => console.log(message.type(), message.text()));
    await page.goto(url);
    await sleep(scheme === "light" ? 30_000 : 10_000);
    await take(page, `list-${scheme}`);
    await page.locator('[data-id="shop:api_01"] .link').click();
    await sleep(2_500);
    await take(page, `log-${scheme}`);
    if (scheme === "light") {
      await page.getByRole("button", { name: "Details" }).click();
      await take(page, "details-light");
      await page.keyboard.press("Escape");
      await page.getByLabel("Select all of shop").check();
      await page.keyboard.press("x");
      await page.getByRole("dialog").waitFor();
      await take(page, "question-light");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      appendFileSync(
        daemon.configuration,
        "[program:fresh]\ncommand=/bin/cat\n[program:redis]\ncommand=/usr/bin/redis-server --appendonly yes\nstopsignal=INT\nenvironment=TOKEN=x\n",
      );
      await page.keyboard.press("g");
      await sleep(1_000);
      await take(page, "configuration-light");
      await page.keyboard.press("Escape");
      await sleep(500);
      await take(page, "banner-light");
      await page.locator('[data-id="nginx"]').getByRole("button", { name: "More for nginx" }).click();
      await take(page, "menu-light");
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
      await take(page, "help-light");
    }
  }
  await using phone = await openBrowser({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await phone.newPage();
  await page.goto(url);
  await sleep(5_000);
  await take(page, "list-phone");
  await page.locator('[data-id="shop:api_01"] .link').click();
  await sleep(2_000);
  await take(page, "log-phone");
} finally {
  await daemon.stop();
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(directory, `${name}.png`) });
}
