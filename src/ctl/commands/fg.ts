import { setTimeout as sleep } from "node:timers/promises";
import { ConnectionError } from "../../client/connection-error.ts";
import type { ProcessInfo } from "../../client/results.ts";
import { isFault, SupervisorFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { readLog } from "../follow-logs.ts";
import { printHelp } from "../print-help.ts";
import { resolveProcesses } from "../resolve-names.ts";
import { Interrupted, type Session } from "../session.ts";

export const fg: Command = {
  name: "fg",
  summary: "Connect the terminal to a process: its output and its input",
  help: ["fg <process>\tConnect to a process in foreground mode", "\t\tCtrl-C to exit"],
  operands: "running-process",
  checksServer: true,
  async run(session, operands) {
    const [name, ...others] = await resolveProcesses(session, operands);
    if (name === undefined) {
      session.print("ERROR: no process name supplied");
      printHelp(session, fg);
      session.exitStatus = exitStatus.generic;
      return;
    }
    if (others.length > 0) {
      session.print("ERROR: too many process names supplied");
      session.exitStatus = exitStatus.generic;
      return;
    }
    const process = await find(session, name);
    if (process === undefined) return;
    if (process.statename !== "RUNNING") {
      session.print("ERROR: process not running");
      session.exitStatus = exitStatus.generic;
      return;
    }
    if ((await attach(session, name, process)) === "ended") session.print("Process got killed");
    session.print("Exiting foreground");
  },
};

async function find(session: Session, name: string): Promise<ProcessInfo | undefined> {
  try {
    return await session.client.getProcessInfo(name);
  } catch (error) {
    if (!(error instanceof SupervisorFault)) throw error;
    if (isFault(error, "BAD_NAME")) {
      session.print("ERROR: bad process name supplied");
      session.missName(name);
      session.exitStatus = exitStatus.generic;
    } else {
      printFault(session, error);
    }
    return undefined;
  }
}

function printFault(session: Session, { code, faultString }: SupervisorFault): void {
  session.print(`ERROR: <Fault ${code}: '${faultString}'>`);
  session.exitStatus = exitStatus.generic;
}

/** `refused`: the process takes no input. */
type Leaving = "ended" | "interrupted" | "end of input" | "refused";

/** Copies both logs to standard output and lines of input to the process until one side has had enough. */
async function attach(session: Session, name: string, process: ProcessInfo): Promise<Leaving> {
  const lines = await session.lines();
  return await session.untilInterrupted(async (interrupt) => {
    const detach = new AbortController();
    const signal = AbortSignal.any([interrupt, detach.signal]);
    interrupt.addEventListener("abort", () => lines.interrupt());
    session.print("==> Press Ctrl-C to exit <==");
    const copying = [
      copyLog(session, name, process, "stdout", signal),
      copyLog(session, name, process, "stderr", signal),
    ];
    const leaving = await Promise.race([
      sendLines(session, name, signal),
      untilEnded(session, name, process.pid, signal),
      // A log that cannot be followed is no reason to leave, an error is.
      Promise.all(copying).then(() => new Promise<never>(() => {})),
    ]);
    // What was written last is still on its way: the server looks at its logs ten times a second.
    if (leaving !== "interrupted") await pause(lastOutputMs, interrupt);
    detach.abort(new Interrupted());
    lines.interrupt();
    await Promise.allSettled(copying);
    return leaving;
  });
}

async function copyLog(
  session: Session,
  name: string,
  process: ProcessInfo,
  channel: "stdout" | "stderr",
  signal: AbortSignal,
): Promise<void> {
  if (process[`${channel}_logfile`] === "") return;
  const open = () => session.client.followProcessLog(name, channel, { signal });
  const log = { label: name, path: `/logtail/${name}/${channel}`, open };
  for await (const chunk of readLog(session, log, signal)) {
    session.terminal.write(chunk);
    await session.terminal.drained(signal);
  }
}

async function sendLines(session: Session, name: string, signal: AbortSignal): Promise<Leaving> {
  const lines = await session.lines();
  while (!signal.aborted) {
    const line = await lines.readPlain();
    if (line.kind === "interrupt" || signal.aborted) return "interrupted";
    if (line.kind === "end") return "end of input";
    try {
      await session.client.sendProcessStdin(name, `${line.text}\n`);
    } catch (error) {
      if (isFault(error, "NOT_RUNNING")) return "ended";
      if (error instanceof Interrupted) return "interrupted";
      if (!(error instanceof SupervisorFault)) throw error;
      printFault(session, error);
      return "refused";
    }
  }
  return "interrupted";
}

/** Supervisor's protocol has no way to be told of an end, so the process is looked at now and then while attached. */
async function untilEnded(session: Session, name: string, pid: number, signal: AbortSignal): Promise<Leaving> {
  for (;;) {
    await pause(lookMs, signal);
    if (signal.aborted) return "interrupted";
    try {
      const process = await session.client.getProcessInfo(name);
      if (process.pid !== pid) return "ended";
    } catch (error) {
      if (error instanceof SupervisorFault || error instanceof ConnectionError) return "ended";
      if (error instanceof Interrupted) return "interrupted";
      throw error;
    }
  }
}

const lookMs = 250;
const lastOutputMs = 300;

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await sleep(delayMs, undefined, { signal }).catch(() => {});
}
