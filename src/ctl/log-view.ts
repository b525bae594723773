import { visible } from "./visible.ts";

/** What may be shown of one log, whose bytes come in chunks. */
export interface LogView {
  show(chunk: Uint8Array): Uint8Array;
  /** What is left when there is no more. */
  end(): Uint8Array;
}

/** For a pipe or a file: the bytes as they are. */
export const plainLogView: LogView = {
  show: (chunk) => chunk,
  end: () => new Uint8Array(0),
};

/** A longer one is none. */
const maxSequenceLength = 64;
const sequence = /\x1b\[[\d;:]*m/g;
/** The beginning of a sequence, or of a line end, that the next chunk may go on with. */
const unfinished = new RegExp(`(?:\\x1b(?:\\[[\\d;:]{0,${maxSequenceLength}})?|\\r)$`);

/**
 * For a terminal: text and its colours. A program's log may hold what its users sent it: everything else that a terminal
 * would act on (titles, clipboard, cursor, questions that it answers by typing) is shown as `visible` shows it.
 */
export class SafeLogView implements LogView {
  readonly #coloured: boolean;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #begun = "";
  #painted = false;

  /** @param coloured false: colours are left out */
  constructor(coloured: boolean) {
    this.#coloured = coloured;
  }

  show(chunk: Uint8Array): Uint8Array {
    const text = this.#begun + this.#decoder.decode(chunk, { stream: true });
    this.#begun = unfinished.exec(text)?.[0] ?? "";
    return Buffer.from(this.#safe(text.slice(0, text.length - this.#begun.length)));
  }

  end(): Uint8Array {
    const rest = this.#safe(this.#begun + this.#decoder.decode());
    this.#begun = "";
    return Buffer.from(this.#painted ? `${rest}\x1b[0m` : rest);
  }

  #safe(text: string): string {
    let safe = "";
    let last = 0;
    for (const match of text.matchAll(sequence)) {
      safe += safeText(text.slice(last, match.index));
      last = match.index + match[0].length;
      if (!this.#coloured) continue;
      safe += match[0];
      this.#painted = !/^\x1b\[0?m$/.test(match[0]);
    }
    return safe + safeText(text.slice(last));
  }
}

function safeText(text: string): string {
  return text.split("\r\n").map(visible).join("\r\n");
}
