/** Children in C, so small that what is measured is their daemon: the programs of a shell or of coreutils cost more than a spawn. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const done = new Map<string, string>();

/** Path of a child in C, compiled once in this run: `NAME` of children/NAME.c. */
export function compiled(name: string): string {
  const known = done.get(name);
  if (known !== undefined) return known;
  const source = fileURLToPath(new URL(`children/${name}.c`, import.meta.url));
  const program = fileURLToPath(new URL(`../build/bench/${name}`, import.meta.url));
  mkdirSync(fileURLToPath(new URL("../build/bench", import.meta.url)), { recursive: true });
  const { status, stderr } = spawnSync("cc", ["-O2", "-Wall", "-Wextra", "-o", program, source], { encoding: "utf8" });
  if (status !== 0) throw new Error(`cc could not compile ${source}: ${stderr}`);
  done.set(name, program);
  return program;
}
