/** Takes a chunk further; a view that is valid for the call only. */
export type Pass = (chunk: Uint8Array) => void;

/**
 * A stage that a child's output goes through on its way to its sinks: child, capture, ANSI stripping, sinks. It may
 * hold bytes back, pass on fewer, or pass one chunk on in parts.
 */
export interface OutputStage {
  push(chunk: Uint8Array, pass: Pass): void;
  /** The output ends here: passes on what is held back. The stage may be used again for the next run. */
  end(pass: Pass): void;
}

/** Stages in the order in which output goes through them, as one. */
export class OutputChain {
  readonly #stages: readonly OutputStage[];
  readonly #passes: readonly Pass[];

  constructor(stages: readonly OutputStage[], last: Pass) {
    const passes = [last];
    for (const stage of stages.toReversed()) {
      const next = passes[0] as Pass;
      passes.unshift((chunk) => stage.push(chunk, next));
    }
    this.#stages = stages;
    this.#passes = passes;
  }

  push(chunk: Uint8Array): void {
    this.#passes[0]?.(chunk);
  }

  end(): void {
    this.#stages.forEach((stage, index) => {
      stage.end(this.#passes[index + 1] as Pass);
    });
  }
}
