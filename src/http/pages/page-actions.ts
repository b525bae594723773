/** What `index.html?action=...` does, and the sentence that it answers with: both are known to Supervisor's clients. */
import type { Dispatcher } from "../../rpc/dispatcher.ts";
import { Fault } from "../../rpc/faults.ts";

export interface ActionRequest {
  readonly action: string;
  /** Undefined or "": none was named. */
  readonly processName: string | undefined;
}

const sentences: Readonly<Record<number, string>> = {
  20: "no such file",
  21: "file not executable",
  40: "abnormal termination",
  50: "spawn error",
  60: "already started",
};

const aboutOne = ["start", "stop", "restart", "clearlog"];

/** Whether `action` is one at all. */
export function isAction({ action, processName }: ActionRequest): boolean {
  if (["refresh", "stopall", "restartall"].includes(action)) return true;
  return aboutOne.includes(action) && processName !== undefined && processName !== "";
}

/** Carries an action out and says how it went. */
export async function carryOut(
  { action, processName: name = "" }: ActionRequest,
  dispatcher: Pick<Dispatcher, "call">,
  now: () => Date,
): Promise<string> {
  const call = async (method: string, ...params: readonly string[]): Promise<Fault | undefined> => {
    const value = await dispatcher.call(`supervisor.${method}`, params);
    return value instanceof Fault ? value : undefined;
  };
  switch (action) {
    case "stopall":
      await call("stopAllProcesses");
      return `All stopped at ${ctime(now())}`;
    case "restartall":
      await call("stopAllProcesses");
      await call("startAllProcesses");
      return `All restarted at ${ctime(now())}`;
    case "start": {
      const fault = await call("startProcess", name);
      return fault === undefined ? `Process ${name} started` : startFailure(name, fault);
    }
    case "stop": {
      const fault = await call("stopProcess", name);
      return fault === undefined ? `Process ${name} stopped` : otherFailure(name, fault);
    }
    case "restart": {
      const stopped = await call("stopProcess", name);
      if (stopped?.name === "BAD_NAME") return otherFailure(name, stopped);
      await call("startProcess", name);
      return `Process ${name} restarted`;
    }
    case "clearlog": {
      const fault = await call("clearProcessLog", name);
      return fault === undefined ? `Log for ${name} cleared` : otherFailure(name, fault);
    }
    default:
      return `Page refreshed at ${ctime(now())}`;
  }
}

function startFailure(name: string, fault: Fault): string {
  if (fault.name === "BAD_NAME") return otherFailure(name, fault);
  const sentence = sentences[fault.code] ?? `unexpected rpc fault [${fault.code}] ${fault.text}`;
  return `ERROR: Process ${name}: ${sentence}`;
}

function otherFailure(name: string, fault: Fault): string {
  if (fault.name === "BAD_NAME") return `No such process named ${name}`;
  return `unexpected rpc fault [${fault.code}] ${fault.text}`;
}

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** As ctime(3) writes it, local time: `Sat Nov  7 02:09:05 2026`. */
export function ctime(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const day = String(date.getDate()).padStart(2, " ");
  return `${days[date.getDay()]} ${months[date.getMonth()]} ${day} ${clock} ${date.getFullYear()}`;
}
