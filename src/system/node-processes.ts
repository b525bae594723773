import { fchownSync, fstatSync } from "node:fs";
import { errnoName, outcome } from "./errno.ts";
import { errnoError } from "./errno-error.ts";
import { loadAddon } from "./load-addon.ts";
import { closeQuietly, NodePipeReader } from "./node-pipe-reader.ts";
import { NodePipeWriter } from "./node-pipe-writer.ts";
import { portHolder } from "./node-port-holder.ts";
import { identifyProcess, listProcesses, readBootId } from "./node-process-list.ts";
import { countDescriptors, sampleProcess } from "./node-process-sample.ts";
import { encodeSpawnPlan } from "./spawn-plan.ts";
import type { Credentials, ExitStatus, Processes, SpawnRequest, SpawnResult, SpawnStep } from "./system.ts";

/** Children and their pipes by the native addon. */
export const nodeProcesses: Processes = {
  spawn,
  firstEnded: () => loadAddon().firstEnded() || undefined,
  collect,
  // 0 and -1 would mean our own group and everybody: no child has such a pid, so it is a mistake somewhere.
  kill: (pid, signal) => (pid === 0 || pid === -1 ? "ESRCH" : outcome(loadAddon().kill(pid, signal))),
  onChildSignal: (listener) => {
    process.on("SIGCHLD", listener);
    // A signal listener alone does not keep Node's loop going, and children that closed their pipes do not either.
    const keepAlive = setInterval(() => {}, 2 ** 31 - 1);
    return () => {
      clearInterval(keepAlive);
      process.off("SIGCHLD", listener);
    };
  },
  pipe: () => {
    const ends = loadAddon().pipe();
    if (typeof ends === "number") throw errnoError(errnoName(ends), "pipe2");
    return { read: ends[0], write: ends[1] };
  },
  closeDescriptor: closeQuietly,
  duplicate: (from, to) => outcome(loadAddon().duplicateOnto(from, to)),
  enlargePipe: (fd, bytes) => {
    loadAddon().setPipeSize(fd, bytes);
  },
  openPipeReader: (fd, onData, onEnd, pace) => new NodePipeReader(fd, onData, onEnd, pace),
  openPipeWriter: (fd, onError, pending) => new NodePipeWriter(fd, onError, pending),
  list: listProcesses,
  identify: identifyProcess,
  bootId: readBootId,
  portHolder,
  sample: sampleProcess,
  countDescriptors,
  ownPid: process.pid,
  get ownUid() {
    return process.getuid?.() ?? 0;
  },
};

function spawn(request: SpawnRequest): SpawnResult {
  const plan = encodeSpawnPlan(request);
  if (plan === undefined) return { ok: false, step: "exec", errno: "EINVAL" };
  if (request.credentials !== undefined) giveAwayPipes(request.stdio, request.credentials);
  const result = loadAddon().spawn(plan);
  if (typeof result === "number") return { ok: true, pid: result };
  const [step, errno] = result;
  return { ok: false, step: step as SpawnStep, errno: errnoName(errno) };
}

/** Else a child that becomes another user could not open /dev/stdout: the kernel checks who owns the pipe. */
function giveAwayPipes(stdio: SpawnRequest["stdio"], { uid, gid }: Credentials): void {
  for (const fd of new Set(stdio)) {
    try {
      if (fstatSync(fd).isFIFO()) fchownSync(fd, uid, gid);
    } catch {
      // Not ours to give: the child still has it as an open descriptor. A wrong number is found by the spawn.
    }
  }
}

function collect(pid: number): ExitStatus | undefined {
  const ended = loadAddon().collect(pid);
  if (ended === undefined) return undefined;
  const [code, signal, core] = ended;
  return signal === 0 ? { kind: "exited", code } : { kind: "signaled", signal, coreDumped: core === 1 };
}
