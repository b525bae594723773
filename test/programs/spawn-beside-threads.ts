// Spawns while the threads of Node's pool open and close files without end, and with many descriptors in use. Writes to the
// file argv[2] what each child has and should not, or lacks, and what was left open here: nothing, if all is well.
import { closeSync, openSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import { nodeSystem } from "../../src/system/node-system.ts";

const { processes } = nodeSystem;
const faults: string[] = [];
let isBusy = true;
const sleep = { file: "/bin/sleep", argv: ["sleep", "60"], env: {} };

async function openAndClose(file: string): Promise<void> {
  while (isBusy) await (await open(file)).close();
}

/** Descriptors of a child once its loader has done with its libraries. */
function settledDescriptors(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  const deadline = performance.now() + 5_000;
  let seen = readdirSync(folder);
  while (seen.length !== 3 && performance.now() < deadline) seen = readdirSync(folder);
  return seen.map((fd) => `${fd}:${readlinkSync(`${folder}/${fd}`)}`);
}

async function spawnOne(round: number): Promise<void> {
  const files = ["/dev/null", "/dev/zero", "/dev/full"];
  const stdio = files.map((file) => openSync(file, "r+"));
  const [zero = -1, one = -1, two = -1] = stdio;
  const result = processes.spawn({ ...sleep, stdio: [zero, one, two] });
  for (const fd of stdio) closeSync(fd);
  if (!result.ok) throw new Error(`${result.step}: ${result.errno}`);
  const seen = settledDescriptors(result.pid).join();
  if (seen !== "0:/dev/null,1:/dev/zero,2:/dev/full") faults.push(`${round}: ${seen}`);
  processes.kill(result.pid, 9);
  while (processes.collect(result.pid) === undefined) await turn();
  const missing = processes.spawn({ ...sleep, file: "/missing", stdio: [0, 1, 2] });
  if (missing.ok || missing.step !== "exec" || missing.errno !== "ENOENT") faults.push(`${round}: no ENOENT`);
  await turn();
}

function ownDevices(): number {
  const targets = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ""; // the folder itself
    }
  });
  return targets.filter((target) => /^\/dev\/(null|zero|full)$/.test(target)).length;
}

async function main(): Promise<void> {
  const before = ownDevices();
  const many = Array.from({ length: 300 }, () => openSync("/etc/passwd", "r"));
  const openings = ["/etc/passwd", "/etc/group", "/proc/self/stat", "/proc/self/maps"].map(openAndClose);
  for (let round = 0; round < 100; round++) await spawnOne(round);
  isBusy = false;
  await Promise.all(openings);
  for (const fd of many) closeSync(fd);
  if (ownDevices() !== before) faults.push("an end of a child was left open");
  writeFileSync(process.argv[2] ?? "", faults.join("\n"));
}

void main();
