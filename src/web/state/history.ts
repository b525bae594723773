import type { Usage } from "../../http/api/shapes.ts";

/** The last figures of one process, oldest first, at one every two seconds. They are added in place: there may be ten thousand. */
export interface History {
  readonly cpuPercent: number[];
  readonly residentBytes: number[];
}

/** Ten minutes of each process, or of very many two. */
export function historyLength(processes: number): number {
  return processes > 500 ? 60 : 300;
}

export function addUsage(history: History, { cpuPercent, residentBytes }: Usage, length: number): void {
  if (cpuPercent !== null) push(history.cpuPercent, cpuPercent, length);
  push(history.residentBytes, residentBytes, length);
}

function push(values: number[], value: number, length: number): void {
  if (values.length >= length) values.shift();
  values.push(value);
}
