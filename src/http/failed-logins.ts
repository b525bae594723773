import type { ActivityLog } from "../logging/logs.ts";
import type { Clock } from "../system/system.ts";

/** How long each refusal of wrong credentials takes, one after another. */
const refusalMs = 500;
/** Refusals that wait at most; who guesses faster is cut off. */
const maxWaiting = 20;
/** The activity log is told at most this often. */
const tellEveryMs = 1000;

/** Slows down who guesses passwords, and tells the operator, without the password. Who logs in is never delayed. */
export class FailedLogins {
  readonly #section: string;
  readonly #log: ActivityLog;
  readonly #clock: Pick<Clock, "after" | "monotonicMs">;
  #turn: Promise<void> = Promise.resolve();
  #waiting = 0;
  #untold = 0;
  #toldAt = Number.NEGATIVE_INFINITY;

  /** `section` is that of the server, e.g. "inet_http_server". */
  constructor(section: string, log: ActivityLog, clock: Pick<Clock, "after" | "monotonicMs">) {
    this.#section = section;
    this.#log = log;
    this.#clock = clock;
  }

  /** Resolves when the refusal may be sent: "cut-off" when it is not worth one. */
  async refuse(authorization: string, address: string | undefined): Promise<"refuse" | "cut-off"> {
    const user = userOf(authorization);
    if (user === undefined) return "refuse"; // no password in it, no guess
    this.#tell(user, address);
    if (this.#waiting >= maxWaiting) return "cut-off";
    this.#waiting++;
    const mine = this.#turn.then(() => new Promise<void>((resolve) => this.#clock.after(refusalMs, resolve)));
    this.#turn = mine;
    await mine;
    this.#waiting--;
    return "refuse";
  }

  #tell(user: string, address: string | undefined): void {
    const now = this.#clock.monotonicMs();
    if (now - this.#toldAt < tellEveryMs) {
      this.#untold++;
      return;
    }
    const others = this.#untold === 0 ? "" : `, and ${this.#untold} more since the last such line`;
    this.#untold = 0;
    this.#toldAt = now;
    this.#log.log(
      "warn",
      `failed login as '${user}' from ${address ?? "a local client"} to '${this.#section}'${others}`,
    );
  }
}

/** The name in an Authorization header, fit for a log line; undefined without a name and a password. */
function userOf(authorization: string): string | undefined {
  const encoded = /^basic +(\S+)/i.exec(authorization)?.[1] ?? "";
  const decoded = Buffer.from(encoded, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon === -1 ? undefined : decoded.slice(0, Math.min(colon, 64)).replace(/[^\x20-\x7e]|'/g, "?");
}
