/** One line of input, or the reason why there is none. */
export type InputLine =
  | { readonly kind: "line"; readonly text: string }
  /** End of input: Ctrl-D on a terminal. */
  | { readonly kind: "end" }
  /** Ctrl-C on a terminal. */
  | { readonly kind: "interrupt" };

/** Standard input, line by line. Reads overlap never: each is awaited before the next. */
export interface LineSource {
  /** Prints the prompt and reads a line, with editing, history and completion on a terminal. */
  read(prompt: string, options?: { readonly history?: boolean; readonly completion?: boolean }): Promise<InputLine>;
  /**
   * Reads a line that the terminal itself lets edit: nothing is drawn, so that what others write to the terminal
   * meanwhile stays, and Ctrl-C is a signal.
   */
  readPlain(): Promise<InputLine>;
  /** Reads a line without showing it. */
  readSecret(prompt: string): Promise<InputLine>;
  /** Runs `work` while what is typed is somebody else's to read. */
  without<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Makes the read that is under way end with "interrupt". */
  interrupt(): void;
  /** Lines that were typed, the oldest first. */
  readonly history: readonly string[];
  close(): void;
}

export interface LineSourceOptions {
  /** Lines of former sessions, the oldest first. */
  readonly history: readonly string[];
  /** Candidates for the word at the end of a line, each with what is to follow it. */
  readonly complete: (line: string) => Promise<Completion>;
}

export interface Completion {
  readonly candidates: readonly string[];
  /** The end of the line that the candidates replace. */
  readonly word: string;
}
