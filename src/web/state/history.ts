import type { Usage } from "../../http/api/shapes.ts";

/** The last figures of one process, oldest first: two minutes at one every two seconds. */
export interface History {
  readonly cpuPercent: readonly number[];
  readonly residentBytes: readonly number[];
}

const length = 60;

export function withUsage(history: History | undefined, { cpuPercent, residentBytes }: Usage): History {
  return {
    cpuPercent: cpuPercent === null ? (history?.cpuPercent ?? []) : push(history?.cpuPercent, cpuPercent),
    residentBytes: push(history?.residentBytes, residentBytes),
  };
}

function push(values: readonly number[] = [], value: number): readonly number[] {
  return [...values.slice(values.length >= length ? 1 : 0), value];
}
