import { existsSync, readFileSync } from "node:fs";
import { root } from "./daemon.ts";

export const python = "/usr/bin/python3";

/** A listener that appends every event to a file; see there. */
export const recordingListener = `${python} ${root}test/programs/recording-listener.py`;

export interface RecordedEvent {
  /** Of the listener that got it. */
  readonly listener: number;
  readonly header: ReadonlyMap<string, string>;
  readonly name: string;
  readonly serial: number;
  readonly poolserial: number;
  readonly payload: string;
}

/** What recording listeners have written to a file so far. */
export function recordedEvents(file: string): readonly RecordedEvent[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  return lines.map((line) => {
    const [listener, headerLine, payload] = JSON.parse(line) as [number, string, string];
    const header = new Map(
      headerLine
        .trimEnd()
        .split(" ")
        .map((word) => [word.slice(0, word.indexOf(":")), word.slice(word.indexOf(":") + 1)] as const),
    );
    const number = (key: string): number => Number(header.get(key));
    const name = header.get("eventname") ?? "";
    return { listener, header, name, serial: number("serial"), poolserial: number("poolserial"), payload };
  });
}

/** What stands behind the first line of a payload. */
export function dataOf({ payload }: RecordedEvent): string {
  return payload.slice(payload.indexOf("\n") + 1);
}
