/**
 * The protocol of event listeners, seen from the daemon: what a listener's standard output means. Pure; bytes may
 * arrive in chunks of any size.
 *
 * READY and a newline: it wants an event. RESULT, a length and a newline, then as many bytes: its answer to the event.
 * Anything else, anywhere, breaks the protocol and leads to UNKNOWN, which only a new process leaves.
 */
export type ListenerState = "ACKNOWLEDGED" | "READY" | "BUSY" | "UNKNOWN";

export interface ListenerProtocol {
  readonly state: ListenerState;
  /** Output that does not mean anything yet. */
  readonly pending: Uint8Array;
  /** Bytes of the answer that is being collected; undefined before its RESULT line. */
  readonly resultLength: number | undefined;
}

/** A `ListenerProtocol` fit for JSON. */
export interface ListenerProtocolRecord {
  readonly state: ListenerState;
  /** As Base64. */
  readonly pending: string;
  readonly resultLength?: number;
}

/** What the answer to an event means. "error": whoever had to decide it failed. */
export type Verdict = "processed" | "rejected" | "error";

/** What the output led to, in order. */
export type ListenerOutcome =
  | { readonly type: "changed"; readonly from: ListenerState; readonly to: ListenerState }
  | { readonly type: "result"; readonly verdict: Verdict }
  | { readonly type: "bad-result"; readonly line: string }
  | { readonly type: "broken" };

export interface ListenerStep {
  readonly protocol: ListenerProtocol;
  readonly outcomes: readonly ListenerOutcome[];
}

const nothing = new Uint8Array(0);

/** A listener that has just been started. */
export const newListener: ListenerProtocol = { state: "ACKNOWLEDGED", pending: nothing, resultLength: undefined };

export function protocolRecord({ state, pending, resultLength }: ListenerProtocol): ListenerProtocolRecord {
  const record = { state, pending: Buffer.from(pending).toString("base64") };
  return resultLength === undefined ? record : { ...record, resultLength };
}

/** What `protocolRecord` made a record of. */
export function recordedProtocol({ state, pending, resultLength }: ListenerProtocolRecord): ListenerProtocol {
  return { state, pending: Buffer.from(pending, "base64"), resultLength };
}

const readyToken = Buffer.from("READY\n");
/** As many bytes of a RESULT line are passed over unread: Supervisor never looked at that word. */
const resultWordLength = "RESULT ".length;
/** No number is that long: a line that is has no end. */
const longestResultLine = 64;
/** More than any answer needs; keeps a wrong number from taking the daemon's memory. */
const longestResult = 64 * 1024;

/** An event was written to a listener that was READY. */
export function eventSent(protocol: ListenerProtocol): ListenerProtocol {
  return { ...protocol, state: "BUSY" };
}

/**
 * The listener wrote `chunk`.
 * @param judge decides what a complete answer means
 */
export function listenerWrote(
  protocol: ListenerProtocol,
  chunk: Uint8Array,
  judge: (result: Uint8Array) => Verdict,
): ListenerStep {
  const reading = new Reading(protocol, chunk);
  while (reading.advance(judge));
  return { protocol: reading.protocol, outcomes: reading.outcomes };
}

class Reading {
  readonly outcomes: ListenerOutcome[] = [];
  #state: ListenerState;
  #pending: Buffer;
  #resultLength: number | undefined;

  constructor(protocol: ListenerProtocol, chunk: Uint8Array) {
    this.#state = protocol.state;
    this.#resultLength = protocol.resultLength;
    this.#pending = Buffer.concat([protocol.pending, chunk]);
  }

  get protocol(): ListenerProtocol {
    return { state: this.#state, pending: this.#pending, resultLength: this.#resultLength };
  }

  /** Takes one more word of the listener; false when nothing more can be read from what there is. */
  advance(judge: (result: Uint8Array) => Verdict): boolean {
    switch (this.#state) {
      case "ACKNOWLEDGED":
        return this.#readReady();
      case "READY":
        return this.#pending.length > 0 && this.#break();
      case "BUSY":
        return this.#resultLength === undefined ? this.#readLine() : this.#readResult(this.#resultLength, judge);
      case "UNKNOWN":
        this.#pending = Buffer.alloc(0);
        return false;
    }
  }

  #readReady(): boolean {
    if (this.#pending.length < readyToken.length) return false;
    if (!this.#take(readyToken.length).equals(readyToken)) return this.#break();
    this.#change("READY");
    return true;
  }

  #readLine(): boolean {
    const end = this.#pending.indexOf("\n");
    if (end === -1 && this.#pending.length <= longestResultLine) return false;
    const line = this.#take(end === -1 ? longestResultLine : end + 1);
    const text = line.toString("latin1").trimEnd();
    const length = end === -1 ? undefined : parseLength(text.slice(resultWordLength));
    if (length === undefined) {
      this.outcomes.push({ type: "bad-result", line: text });
      return this.#break();
    }
    this.#resultLength = length;
    return true;
  }

  #readResult(length: number, judge: (result: Uint8Array) => Verdict): boolean {
    if (this.#pending.length < length) return false;
    const verdict = judge(this.#take(length));
    this.#resultLength = undefined;
    this.outcomes.push({ type: "result", verdict });
    if (verdict === "error") return this.#break();
    this.#change("ACKNOWLEDGED");
    return true;
  }

  #break(): boolean {
    this.#pending = Buffer.alloc(0);
    this.#resultLength = undefined;
    this.#change("UNKNOWN");
    this.outcomes.push({ type: "broken" });
    return false;
  }

  #take(length: number): Buffer {
    const taken = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return taken;
  }

  #change(to: ListenerState): void {
    this.outcomes.push({ type: "changed", from: this.#state, to });
    this.#state = to;
  }
}

/** A number as Python's `int()` takes it; undefined for all else. */
function parseLength(text: string): number | undefined {
  if (!/^\s*\+?\d+(_\d+)*\s*$/.test(text)) return undefined;
  const length = Number(text.replaceAll("_", ""));
  return length <= longestResult ? length : undefined;
}
