const retryMs = 2_000;

export interface EventConnectionOptions {
  /** Asked at each attempt. */
  readonly address: () => string;
  /** By the name of the event. */
  readonly on: Readonly<Record<string, (event: MessageEvent<string>) => void>>;
  readonly onState: (state: "open" | "lost") => void;
}

/**
 * Server-sent events that come back whatever has cut them. A browser tries again by itself after an end, but never
 * after an answer that is no stream: a proxy's error page while the daemon is away.
 */
export class EventConnection {
  readonly #options: EventConnectionOptions;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: EventConnectionOptions) {
    this.#options = options;
  }

  /** Idempotent: one that is open is opened anew. */
  open(): void {
    this.close();
    const { address, on, onState } = this.#options;
    const source = new EventSource(address());
    this.#source = source;
    source.onopen = () => onState("open");
    source.onerror = () => {
      onState("lost");
      if (source.readyState === EventSource.CLOSED) this.#timer = setTimeout(() => this.open(), retryMs);
    };
    for (const [name, take] of Object.entries(on)) source.addEventListener(name, take as EventListener);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
  }

  get isOpen(): boolean {
    return this.#source !== undefined;
  }
}
