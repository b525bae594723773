/**
 * When to ask whether the files differ from what runs. The daemon reads all of them for an answer, so that is not done by the
 * clock only: mostly when somebody comes back to the page, who may have edited them meanwhile.
 */
import { lookAtConfiguration } from "./commands.ts";
import { connection, roster } from "./daemon.ts";

/** Coming and going does not ask more often. */
const leastMs = 10_000;
/** For a page that is only looked at. */
const seldomMs = 300_000;
/** Groups come and go together. */
const gatherMs = 500;

export function watchConfiguration(): void {
  let askedAt = Number.NEGATIVE_INFINITY;
  let soon: ReturnType<typeof setTimeout> | undefined;
  const ask = (): void => {
    if (document.visibilityState === "hidden" || connection.value !== "open") return;
    askedAt = performance.now();
    void lookAtConfiguration();
  };
  const askAgain = (): void => {
    if (performance.now() - askedAt >= leastMs) ask();
  };
  connection.watch(ask);
  document.addEventListener("visibilitychange", askAgain);
  addEventListener("focus", askAgain);
  setInterval(ask, seldomMs);
  roster.watch(() => {
    clearTimeout(soon);
    soon = setTimeout(ask, gatherMs);
  });
}
