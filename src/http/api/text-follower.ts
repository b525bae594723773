import { wholeCharacters } from "../../logging/whole-characters.ts";
import { type FollowerSurroundings, LogFollower, type LogNews, type LogPlace } from "../log-follower.ts";

export type TextNews =
  /** `text` begins at `place` and ends at `next`; it was cut where no character is cut. */
  | { readonly kind: "output"; readonly place: LogPlace; readonly next: number; readonly text: string }
  /** The file was emptied, or another one has its name now. */
  | { readonly kind: "restarted"; readonly reason: "rotated" | "truncated" }
  /** Told once: all that there was has been told, what comes is new. */
  | { readonly kind: "live" };

export interface TextRequest {
  readonly path: string;
  /** Where to go on; undefined: at the end. */
  readonly from: LogPlace | undefined;
  /** Without `from`: so many last bytes to begin with. */
  readonly tailBytes: number;
  /** False asks to wait for `resume`. */
  readonly onNews: (news: TextNews) => boolean;
}

/** Follows a log as text. A character that has come in part is told when the rest of it has. */
export class TextFollower {
  readonly #onNews: TextRequest["onNews"];
  readonly #follower: LogFollower;
  /** The first bytes of a character, at most three. */
  #begun: Uint8Array = new Uint8Array(0);
  /** The tail may begin within a character. */
  #torn: boolean;

  constructor({ path, from, tailBytes, onNews }: TextRequest, surroundings: FollowerSurroundings) {
    this.#onNews = onNews;
    this.#torn = from === undefined;
    this.#follower = new LogFollower(path, (news) => this.#take(news), surroundings);
    this.#follower.start(from ?? { lastBytes: tailBytes });
  }

  resume(): void {
    this.#follower.resume();
  }

  /** Tells at once what there is, as far as the reader takes it. */
  look(): void {
    this.#follower.look();
  }

  close(): void {
    this.#follower.close();
  }

  #take(news: LogNews): boolean {
    if (news.kind === "bytes") return this.#takeBytes(news.bytes, news.place);
    if (news.kind === "live") return this.#onNews(news);
    this.#begun = new Uint8Array(0);
    return this.#onNews({ kind: "restarted", reason: news.kind });
  }

  #takeBytes(bytes: Uint8Array, { inode, offset }: LogPlace): boolean {
    const skipped = this.#torn && offset > 0 ? continuationBytes(bytes) : 0;
    this.#torn = false;
    const all = Buffer.concat([this.#begun, bytes.subarray(skipped)]);
    const begin = offset + skipped - this.#begun.length;
    const whole = wholeCharacters(all);
    this.#begun = all.subarray(whole);
    if (whole === 0) return true;
    const text = all.toString("utf8", 0, whole);
    return this.#onNews({ kind: "output", place: { inode, offset: begin }, next: begin + whole, text });
  }
}

/** How many bytes belong to a character that began before. */
function continuationBytes(bytes: Uint8Array): number {
  const first = bytes.subarray(0, 4).findIndex((byte) => (byte & 0xc0) !== 0x80);
  return Math.max(0, first);
}
