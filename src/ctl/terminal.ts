import type { LineSource, LineSourceOptions } from "./line-source.ts";
import type { LogView } from "./log-view.ts";
import type { Screen, ScreenEvents } from "./screen.ts";

/** What supervisorctl sees of the terminal or the pipes that it is connected to. */
export interface Terminal {
  /** Writes to standard output. Bytes go through as they are. */
  write(text: string | Uint8Array): void;
  /** Waits until a slow reader of standard output has taken what was written, or the signal fires. */
  drained(signal: AbortSignal): Promise<void>;
  /** Text from elsewhere as it may be printed: what a terminal would act on is made visible; a pipe gets it as it is. */
  shown(text: string): string;
  /** A view of one log that comes as bytes: on a terminal its text and colours, into a pipe the bytes as they are. */
  viewLog(): LogView;
  /** The same for a log that came as text, whole. */
  shownLog(text: string): string;
  /** Writes to standard error, as `shown` where that is a terminal. */
  writeError(text: string): void;
  /** Whether somebody looks: standard output is a terminal. */
  readonly isTerminal: boolean;
  /** Whether colours are wanted: standard output is a terminal and NO_COLOR is not set. */
  readonly coloured: boolean;
  /** Whether somebody sits before it, and it can be drawn upon. */
  readonly hasScreen: boolean;
  /** Takes the whole terminal until the screen is closed. */
  openScreen(events: ScreenEvents): Promise<Screen>;
  /** Begins to read standard input. To be called once. */
  openLines(options: LineSourceOptions): Promise<LineSource>;
  /** Calls `listener` for every SIGINT until the returned function is called; without a listener SIGINT ends us. */
  onInterrupt(listener: () => void): () => void;
}
