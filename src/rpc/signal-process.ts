import { constants } from "node:os";
import { isSignallableState } from "../process/state.ts";
import type { ControlledProcess } from "./control.ts";
import { Fault } from "./faults.ts";
import { nameOf } from "./find-process.ts";

/**
 * Sends a signal to one process.
 * @param signal name with or without "SIG", in any case, or number, as the client gave it
 * @param name as the client named the process; stands in the faults
 */
export function signalProcess(process: ControlledProcess, name: string, signal: string): true | Fault {
  const number = parseSignal(signal);
  if (number === undefined) return new Fault("BAD_SIGNAL", signal);
  if (!isSignallableState(process.state.name)) return new Fault("NOT_RUNNING", name);
  const { pid } = process;
  switch (process.signal(number)) {
    case "ok":
      return true;
    case "not-running":
      return new Fault("NOT_RUNNING", name);
    case "failed":
      return new Fault("FAILED", `unknown problem sending sig ${nameOf(process)} (${pid})`);
  }
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
