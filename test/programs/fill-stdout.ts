// Writes to descriptor 1 until it would have to wait, and says on descriptor 2 how many bytes it took and whether the
// open file is still in blocking mode. argv[2]: "port" writes through the port, "bare" with the descriptor as it is.
import { fstatSync, readFileSync } from "node:fs";
import { loadAddon } from "../../src/system/load-addon.ts";
import { nodeStreams } from "../../src/system/node-streams.ts";

const chunk = Buffer.alloc(100_000, "0123456789\n");
const stream = process.argv[2] === "port" ? nodeStreams.open(1) : undefined;
const write = (): number => stream?.write(chunk) ?? loadAddon().writeNow(1, fstatSync(1).mode, chunk);
let total = 0;
for (let count = write(); count > 0; count = write()) total += count;
const flags = Number.parseInt(/flags:\s+(\d+)/.exec(readFileSync("/proc/self/fdinfo/1", "utf8"))?.[1] ?? "0", 8);
process.stderr.write(`${total} ${flags & 0o4000 ? "changed" : "blocking"}\n`);
