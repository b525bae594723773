import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** What has been told to end may take so long. */
const graceMs = 5_000;

/**
 * Processes of this machine that have a variable in their environment, which tests and what they start inherit: lines of pid
 * and command. Those that are about to end are waited for. Nothing is found where there is no /proc.
 *
 * @param {string} name
 * @param {string} value
 */
export async function processesWith(name, value) {
  for (const deadline = performance.now() + graceMs; ; await sleep(100)) {
    const found = find(`${name}=${value}`);
    if (found.length === 0 || performance.now() > deadline) return found;
  }
}

function find(variable) {
  let pids = [];
  try {
    pids = readdirSync("/proc").filter((file) => /^\d+$/.test(file) && Number(file) !== process.pid);
  } catch {
    // Not Linux.
  }
  return pids.flatMap((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(variable)) return [];
      return [`pid ${pid}: ${readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ")}`];
    } catch {
      return []; // it has ended, or is not ours to read
    }
  });
}
