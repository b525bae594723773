/** A child in C, so small that what is measured is its daemon: the programs of a shell or of coreutils cost more than a spawn. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const source = `#include <stdlib.h>
#include <unistd.h>
/* Ends with the status that it is given, or never. */
int main(int count, char **words) {
  if (count > 1) return atoi(words[1]);
  for (;;) pause();
}
`;

let built: string | undefined;

/** Path of the program, which is compiled once in a run: with a number it exits with that, else it sleeps for ever. */
export function childProgram(): string {
  if (built !== undefined) return built;
  const directory = mkdtempSync(join(tmpdir(), "supervisor-bench-child-"));
  process.on("exit", () => rmSync(directory, { recursive: true, force: true }));
  const [code, program] = [join(directory, "child.c"), join(directory, "child")];
  writeFileSync(code, source);
  const compiled = spawnSync("cc", ["-O2", "-static", "-o", program, code], { stdio: "inherit" });
  if (compiled.status !== 0) throw new Error("cannot compile the small child: cc with a static C library is needed");
  built = program;
  return program;
}
