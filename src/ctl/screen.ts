import type { Key } from "./top/key.ts";

/** The whole terminal, drawn line by line. */
export interface Screen {
  readonly size: { readonly columns: number; readonly rows: number };
  /** Shows these lines, none of them wider than the screen; a frame that a slow terminal cannot take in time is left out. */
  draw(lines: readonly string[]): void;
  /** Gives the terminal back and stops this process, as Ctrl-Z does; goes on when it is continued. */
  suspend(): void;
  /** Leaves the terminal as it was. May be called again. */
  close(): void;
}

export interface ScreenEvents {
  readonly onKey: (key: Key) => void;
  /** The size has changed, or all has to be drawn anew. */
  readonly onResize: () => void;
  /** Nobody can press a key any more. */
  readonly onGone: () => void;
}
