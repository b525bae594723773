/** Children started through the real port in this very test process. Nothing else in the process may start any. */

import { after } from "node:test";
import { nodeSystem } from "../../src/system/node-system.ts";
import type { ExitStatus, SpawnRequest } from "../../src/system/system.ts";

const { processes } = nodeSystem;

export interface StartedChild {
  readonly pid: number;
  readonly ended: Promise<ExitStatus>;
  /** Everything from descriptors 1 and 2, once nobody can write any more. */
  readonly output: Promise<string>;
  /** Writes to descriptor 0. */
  write(text: string): void;
  closeInput(): void;
}

const waiting = new Map<number, (status: ExitStatus) => void>();
const early = new Map<number, ExitStatus>();

const stopListening = processes.onChildSignal(() => {
  for (let pid = processes.firstEnded(); pid !== undefined; pid = processes.firstEnded()) {
    const status = processes.collect(pid);
    if (status === undefined) continue;
    living.delete(pid);
    const resolve = waiting.get(pid);
    waiting.delete(pid);
    if (resolve === undefined) early.set(pid, status);
    else resolve(status);
  }
});

/** What a failed test has left would keep this process from its end. */
const living = new Set<number>();
after(() => {
  for (const pid of living) processes.kill(pid, 9);
  stopListening();
});

/** How a child ended; also for adopted ones. */
export function endOf(pid: number): Promise<ExitStatus> {
  return new Promise((resolve) => {
    const status = early.get(pid);
    if (status === undefined) waiting.set(pid, resolve);
    else resolve(status);
    early.delete(pid);
  });
}

/** Starts `argv[0]` (a path) with pipes; throws when the spawn fails. */
export function start(argv: readonly [string, ...string[]], changes: Partial<SpawnRequest> = {}): StartedChild {
  const input = processes.pipe();
  const output = processes.pipe();
  const result = processes.spawn({
    file: argv[0],
    argv,
    env: { PATH: "/usr/bin:/bin" },
    stdio: [input.read, output.write, output.write],
    ...changes,
  });
  processes.closeDescriptor(input.read);
  processes.closeDescriptor(output.write);
  const writer = processes.openPipeWriter(input.write, () => {});
  const chunks: Buffer[] = [];
  const text = new Promise<string>((resolve) => {
    processes.openPipeReader(
      output.read,
      (chunk) => chunks.push(Buffer.from(chunk)),
      () => resolve(Buffer.concat(chunks).toString()),
    );
  });
  if (!result.ok) throw new Error(`${argv[0]}: ${result.step}: ${result.errno}`);
  living.add(result.pid);
  return {
    pid: result.pid,
    ended: endOf(result.pid),
    output: text,
    write: (bytes) => writer.write(Buffer.from(bytes)),
    closeInput: () => writer.close(),
  };
}

/** Runs it to its end and returns what it wrote. */
export async function run(argv: readonly [string, ...string[]], changes: Partial<SpawnRequest> = {}): Promise<string> {
  const child = start(argv, changes);
  child.closeInput();
  await child.ended;
  return await child.output;
}

/** Ends a child by SIGKILL and waits for it. */
export async function kill(child: StartedChild): Promise<void> {
  processes.kill(child.pid, 9);
  await child.ended;
  child.closeInput();
  await child.output;
}
