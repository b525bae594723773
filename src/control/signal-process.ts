import { constants } from "node:os";
import { isSignallableState } from "../process/state.ts";
import { type Caller, change } from "./caller.ts";
import type { ControlledProcess } from "./control.ts";
import { nameOf } from "./find.ts";
import type { Part } from "./progress.ts";
import { Refusal } from "./refusal.ts";

/**
 * Sends a signal to one process.
 * @param signal name with or without "SIG", in any case, or number, as the client gave it
 * @param name as the client named the process; stands in the refusals
 */
export function signalProcess(
  caller: Caller,
  process: ControlledProcess,
  signal: string,
  name: string = nameOf(process),
): "done" | Refusal {
  return change(caller, () => send(process, signal, name));
}

function send(process: ControlledProcess, signal: string, name: string): "done" | Refusal {
  const number = parseSignal(signal);
  if (number === undefined) return new Refusal("BAD_SIGNAL", signal);
  if (!isSignallableState(process.state.name)) return new Refusal("NOT_RUNNING", name);
  const { pid } = process;
  switch (process.signal(number)) {
    case "ok":
      return "done";
    case "not-running":
      return new Refusal("NOT_RUNNING", name);
    case "failed":
      return new Refusal("FAILED", `unknown problem sending sig ${nameOf(process)} (${pid})`);
  }
}

/** Sends a signal to those of several that are alive. */
export function signalProcesses(
  caller: Caller,
  processes: readonly ControlledProcess[],
  signal: string,
): readonly (Part & { readonly progress: "done" | Refusal })[] {
  const alive = processes.filter(({ state }) => isSignallableState(state.name));
  return alive.map((process) => ({ process, progress: signalProcess(caller, process, signal) }));
}

const numbers = new Map<string, number>(Object.entries(constants.signals));

/** 0 only asks whether the process is there. Real-time signals have numbers but no names here. */
function parseSignal(signal: string): number | undefined {
  const word = signal.trim().toUpperCase();
  if (/^\d{1,3}(?:\.\d*)?$/.test(word)) {
    const number = Math.trunc(Number(word));
    // 32 and 33 belong to the C library's threads.
    return number > 64 || number === 32 || number === 33 ? undefined : number;
  }
  return numbers.get(word.startsWith("SIG") ? word : `SIG${word}`);
}
