/** Debian's Chromium, driven through playwright-core. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";

export const chromiumPath = "/usr/bin/chromium";

const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A browser with a profile of its own, which is removed at the end. `hosts` all lead to this machine. */
export async function openBrowser(
  options: BrowserContextOptions = {},
  hosts: readonly string[] = [],
): Promise<BrowserContext & AsyncDisposable> {
  const resolver = hosts.map((host) => `MAP ${host} 127.0.0.1`).join(",");
  const profile = mkdtempSync(join(tmpdir(), "supervisor-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath,
    args: hosts.length === 0 ? args : [...args, `--host-resolver-rules=${resolver}`],
    viewport: { width: 1280, height: 860 },
    ...options,
  });
  context.setDefaultTimeout(20_000);
  return Object.assign(context, {
    [Symbol.asyncDispose]: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  });
}
