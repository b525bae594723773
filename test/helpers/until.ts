import { setTimeout as sleep } from "node:timers/promises";

/** Polls until `condition` holds, and fails by name when it does not within the deadline (milliseconds). */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  deadlineMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    if (await condition()) return;
    if (performance.now() > deadline) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await sleep(20);
  }
}
