import { readdirSync, readFileSync } from "node:fs";
import type { ProcessSample } from "./system.ts";

/** The unit of times in /proc: fixed by Linux for programs, whatever the kernel's own rate. */
const ticksPerSecond = 100;

let pageBytes: number | undefined;

/** One small file a sample: /proc/PID/stat holds both times and memory. */
export function sampleProcess(pid: number): ProcessSample | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // The command stands in parentheses and may hold anything; the fields after it are numbered from 3.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z") return undefined;
  pageBytes ??= readPageBytes();
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    residentBytes: Number(fields[21]) * pageBytes,
  };
}

export function countDescriptors(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}

/** AT_PAGESZ of the auxiliary vector (pairs of words); 4096 where it cannot be read. */
function readPageBytes(): number {
  const pageSizeKey = 6n;
  try {
    const vector = readFileSync("/proc/self/auxv");
    const words = new BigUint64Array(vector.buffer.slice(vector.byteOffset, vector.byteOffset + vector.length));
    for (let i = 0; i + 1 < words.length; i += 2) if (words[i] === pageSizeKey) return Number(words[i + 1]);
  } catch {
    // No /proc, or a 32-bit system.
  }
  return 4096;
}
