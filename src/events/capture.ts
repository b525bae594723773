/** The tokens between which a process sends messages to the listeners on its standard output or error. */
export const captureBegin = "<!--XSUPERVISOR:BEGIN-->";
export const captureEnd = "<!--XSUPERVISOR:END-->";

const beginToken = Buffer.from(captureBegin);
const endToken = Buffer.from(captureEnd);
const nothing: Buffer = Buffer.alloc(0);

/** Takes output further; a view that is valid for the call only. */
type Pass = (output: Uint8Array) => void;

/** What a capture holds back, for one that goes on where it was: fit for JSON, bytes as Base64. */
export interface CaptureState {
  /** What may be the beginning of a token. */
  readonly held: string;
  /** What came of a message so far; absent outside of one. */
  readonly message?: string;
}

/**
 * Takes the messages out of a process' output. Tokens may come in parts; neither they nor the messages are passed on.
 *
 * Nothing is held back but what may be the beginning of a token. `end` lets that go, and what came of a message that
 * has no end.
 */
export class Capture {
  readonly #maxBytes: number;
  readonly #onMessage: (message: Uint8Array) => void;
  /** The last bytes of the output so far, if they may begin the token that is looked for. */
  #held = nothing;
  /** Parts of the message that is being collected; undefined outside of one. */
  #message: Message | undefined;

  /** @param maxBytes of a longer message only the last `maxBytes` bytes are kept */
  constructor(maxBytes: number, onMessage: (message: Uint8Array) => void, state?: CaptureState) {
    this.#maxBytes = maxBytes;
    this.#onMessage = onMessage;
    if (state === undefined) return;
    this.#held = Buffer.from(state.held, "base64");
    if (state.message === undefined) return;
    this.#message = new Message(maxBytes);
    this.#message.add(Buffer.from(state.message, "base64"));
  }

  snapshot(): CaptureState {
    const held = this.#held.toString("base64");
    return this.#message === undefined ? { held } : { held, message: this.#message.bytes().toString("base64") };
  }

  push(chunk: Uint8Array, pass: Pass): void {
    let rest = this.#held.length === 0 ? viewOf(chunk) : Buffer.concat([this.#held, chunk]);
    this.#held = nothing;
    for (;;) {
      const token = this.#message === undefined ? beginToken : endToken;
      const at = rest.indexOf(token);
      if (at === -1) {
        const held = possibleBeginning(rest, token);
        this.#emit(rest.subarray(0, rest.length - held), pass);
        this.#held = Buffer.from(rest.subarray(rest.length - held));
        return;
      }
      this.#emit(rest.subarray(0, at), pass);
      rest = rest.subarray(at + token.length);
      if (this.#message === undefined) {
        this.#message = new Message(this.#maxBytes);
      } else {
        const message = this.#message.bytes();
        this.#message = undefined;
        this.#onMessage(message);
      }
    }
  }

  /** The output ends here. The capture may be used again. */
  end(pass: Pass): void {
    const unfinished = this.#message?.bytes() ?? nothing;
    const held = this.#held;
    this.#message = undefined;
    this.#held = nothing;
    if (unfinished.length > 0) pass(unfinished);
    if (held.length > 0) pass(held);
  }

  #emit(bytes: Buffer, pass: Pass): void {
    if (bytes.length === 0) return;
    if (this.#message === undefined) pass(bytes);
    else this.#message.add(bytes);
  }
}

/** The last `maxBytes` bytes of what is added. */
class Message {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(bytes: Buffer): void {
    this.#parts.push(Buffer.from(bytes.subarray(Math.max(0, bytes.length - this.#maxBytes))));
    this.#size += this.#parts.at(-1)?.length ?? 0;
    // Putting the parts together only now and then keeps a flood of small chunks linear.
    if (this.#size > 2 * this.#maxBytes || this.#parts.length > 1024) this.#shorten();
  }

  bytes(): Buffer {
    this.#shorten();
    return this.#parts[0] ?? nothing;
  }

  #shorten(): void {
    const whole = Buffer.concat(this.#parts);
    const kept = whole.length > this.#maxBytes ? Buffer.from(whole.subarray(whole.length - this.#maxBytes)) : whole;
    this.#parts = kept.length > 0 ? [kept] : [];
    this.#size = kept.length;
  }
}

/** Length of the longest end of `bytes` that `token` begins with. */
function possibleBeginning(bytes: Buffer, token: Buffer): number {
  // Both tokens have one "<", in front: only the last one can begin a token that has no end yet.
  const at = bytes.lastIndexOf("<");
  if (at === -1) return 0;
  const length = bytes.length - at;
  return length < token.length && token.subarray(0, length).equals(bytes.subarray(at)) ? length : 0;
}

function viewOf(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
