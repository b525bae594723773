/** Whose log a line is of. */
export interface Source {
  readonly channel: string;
  /** Undefined: only one process is shown, or supervisord itself. */
  readonly process: string | undefined;
}

export function keyOf({
  channel,
  process,
}: {
  readonly channel: string;
  readonly process?: string | undefined;
}): string {
  return process === undefined ? channel : `${channel} ${process}`;
}

/** What `keyOf` made a key of. */
export function sourceOf(key: string): Source {
  const space = key.indexOf(" ");
  return space === -1
    ? { channel: key, process: undefined }
    : { channel: key.slice(0, space), process: key.slice(space + 1) };
}

/** Programs are told apart by so many colours, see `.program` in log.css. */
export const programColours = 8;
