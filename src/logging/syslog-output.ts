import type { Clock, Datagrams, Timer } from "../system/system.ts";
import type { LogMessage } from "./log-message.ts";
import { LossReport, type ReportTrouble } from "./loss-report.ts";
import { syslogTime, TimeText } from "./time-text.ts";

/** "user", what syslog(3) takes when nothing else is said. */
const facility = 1;

/** Bytes that wait at most for a daemon that is behind, or is being restarted. */
const maxQueueBytes = 1_048_576;
/** A daemon that has taken nothing for this long is missing: nothing waits for it any longer. */
const missingMs = 5_000;
const firstRetryMs = 1;
const lastRetryMs = 250;

/**
 * Messages to the local syslog daemon, as syslog(3) frames them without a pid: `<14>Nov 21 02:22:41 supervisord: text`.
 *
 * Each datagram is sent to the socket's name, so a daemon that is restarted is found again by itself. While it is
 * behind or away, messages wait in a bounded queue; those that find no room, or no daemon at all, are dropped and counted.
 */
export class SyslogOutput {
  readonly #datagrams: Datagrams;
  readonly #clock: Clock;
  readonly #path: string;
  readonly #loss: LossReport;
  readonly #time: TimeText;
  /** Of the last message, which most have in common with it; comparing costs less than making it anew. */
  #header = { time: "", severity: -1, tag: "", bytes: Buffer.alloc(0) };
  readonly #onEmpty: (() => void)[] = [];
  #queue: Uint8Array[] = [];
  #queueBytes = 0;
  #retry: Timer | undefined;
  #retryMs = firstRetryMs;
  #lastProgressMs = 0;
  #missing = false;

  constructor(datagrams: Datagrams, clock: Clock, path: string, report: ReportTrouble) {
    this.#datagrams = datagrams;
    this.#clock = clock;
    this.#path = path;
    this.#loss = new LossReport(path, clock, report);
    this.#time = new TimeText(syslogTime);
  }

  /** Never throws, never waits. */
  send(message: LogMessage): void {
    const datagram = this.#frame(message);
    if (this.#queue.length === 0) {
      const errno = this.#datagrams.send(this.#path, datagram);
      if (errno === undefined) {
        this.#missing = false;
        this.#loss.succeeded();
        return;
      }
      if (!isPassing(errno) || this.#missing) {
        this.#loss.failed(errno, datagram.length);
        return;
      }
      this.#lastProgressMs = this.#clock.monotonicMs();
    }
    if (this.#queueBytes + datagram.length > maxQueueBytes) {
      this.#loss.failed("the syslog daemon does not keep up", datagram.length);
      return;
    }
    this.#queue.push(datagram);
    this.#queueBytes += datagram.length;
    this.#retryLater(firstRetryMs);
  }

  /** Calls `callback` when no message waits any more, at once if that is now. */
  whenEmpty(callback: () => void): void {
    if (this.#queue.length === 0) callback();
    else this.#onEmpty.push(callback);
  }

  #frame({ at, severity, tag, text }: LogMessage): Uint8Array {
    const time = this.#time.at(at).text;
    const last = this.#header;
    if (time !== last.time || severity !== last.severity || tag !== last.tag) {
      this.#header = { time, severity, tag, bytes: Buffer.from(`<${facility * 8 + severity}>${time} ${tag}: `) };
    }
    return Buffer.concat([this.#header.bytes, text]);
  }

  #flush(): void {
    let sent = 0;
    let refusal: string | undefined;
    for (const datagram of this.#queue) {
      refusal = this.#datagrams.send(this.#path, datagram);
      if (refusal !== undefined && isPassing(refusal)) break;
      if (refusal !== undefined) this.#loss.failed(refusal, datagram.length);
      this.#queueBytes -= datagram.length;
      sent++;
    }
    this.#queue = this.#queue.slice(sent);
    if (sent > 0) this.#lastProgressMs = this.#clock.monotonicMs();
    else if (this.#clock.monotonicMs() - this.#lastProgressMs >= missingMs) this.#giveUp(refusal ?? "no answer");
    if (this.#queue.length > 0) {
      this.#retryLater(sent > 0 ? firstRetryMs : Math.min(this.#retryMs * 2, lastRetryMs));
      return;
    }
    if (refusal === undefined) this.#loss.succeeded();
    for (const callback of this.#onEmpty.splice(0)) callback();
  }

  #giveUp(errno: string): void {
    this.#missing = true;
    this.#loss.failed(errno, this.#queueBytes);
    this.#queue = [];
    this.#queueBytes = 0;
  }

  #retryLater(delayMs: number): void {
    if (this.#retry) return;
    this.#retryMs = delayMs;
    this.#retry = this.#clock.after(delayMs, () => {
      this.#retry = undefined;
      this.#flush();
    });
  }
}

/** Refusals that a waiting message may outlive: a full queue, a daemon that is being restarted. */
function isPassing(errno: string): boolean {
  return errno === "EAGAIN" || errno === "ENOBUFS" || errno === "ENOENT" || errno === "ECONNREFUSED";
}
