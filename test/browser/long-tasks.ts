/**
 * Tells for how long a page with ten thousand processes answers nobody, in milliseconds: node --import tsx test/browser/long-tasks.ts
 * [processes in a group]. Nothing is told of what took less than fifty.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { openBrowser } from "./browser.ts";
import { startStub } from "./stub-daemon.ts";

const observe = `window.tasks = [];
new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => Math.round(duration))))
  .observe({ type: "longtask", buffered: true });`;

const scroll = `(async () => {
  const list = document.querySelector(".main-column");
  for (let i = 0; i < 60; i++) {
    list.scrollTop += 700;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
})()`;

await using stub = await startStub(10_000, Number(process.argv[2] ?? 50));
await using browser = await openBrowser({ viewport: { width: 1400, height: 900 } });
const page = await browser.newPage();
await page.addInitScript(observe);

const tell = async (what: string, act: () => Promise<unknown>): Promise<void> => {
  await act();
  await sleep(1_000);
  console.log(what.padEnd(20), JSON.stringify(await page.evaluate("window.tasks.splice(0)")));
};
const head = (name: string) => page.locator(".heads button", { hasText: name });
const ticks = async (): Promise<void> => {
  await page.mouse.move(5, 5);
  for (let i = 0; i < 3; i++) {
    stub.tick();
    await sleep(1_000);
  }
};

await tell("load", async () => {
  await page.goto(stub.url);
  await page.locator(".row").first().waitFor();
});
await tell("figures", ticks);
await tell("filter", () => page.locator("#filter").pressSequentially("worker_99", { delay: 100 }));
await tell("filter less", async () => {
  for (let i = 0; i < 9; i++) await page.locator("#filter").press("Backspace", { delay: 100 });
});
for (const name of ["CPU", "Memory", "State", "Uptime", "Name"])
  await tell(`sort by ${name}`, () => head(name).click());
await tell("sort by CPU", () => head("CPU").click());
await tell("figures, by CPU", ticks);
await tell("sort by Name", () => head("Name").click());
await tell("scroll", () => page.evaluate(scroll));
await tell("500 changes", async () =>
  stub.change(stub.processes.slice(0, 500).map((one) => ({ ...one, state: "STOPPED", pid: null }))),
);
