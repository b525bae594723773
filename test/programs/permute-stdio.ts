// Starts `sleep` with every assignment of its own descriptors 0-2 to a child's, and writes to the file argv[2] what each
// child has: one line a child, "FROM FROM FROM TARGET TARGET TARGET OTHERS".
import { readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { nodeSystem } from "../../src/system/node-system.ts";

const { processes } = nodeSystem;
const lines: string[] = [];
for (const a of [0, 1, 2]) {
  for (const b of [0, 1, 2]) {
    for (const c of [0, 1, 2]) {
      const result = processes.spawn({ file: "/bin/sleep", argv: ["sleep", "60"], env: {}, stdio: [a, b, c] });
      if (!result.ok) throw new Error(`${result.step}: ${result.errno}`);
      const folder = `/proc/${result.pid}/fd`;
      const targets = [0, 1, 2].map((fd) => readlinkSync(`${folder}/${fd}`));
      // The loader of the new program opens libraries for a moment; what the spawn leaked would stay.
      const deadline = performance.now() + 5000;
      let others = readdirSync(folder).length - 3;
      while (others > 0 && performance.now() < deadline) others = readdirSync(folder).length - 3;
      lines.push([a, b, c, ...targets, others].join(" "));
      processes.kill(result.pid, 9);
    }
  }
}
writeFileSync(process.argv[2] ?? "", lines.join("\n"));
