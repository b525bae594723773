import type { ActivityLog } from "../logging/logs.ts";
import type { Exchange } from "./exchange.ts";

/** Lines about requests at level trace, in the form of web servers' logs. */
export class AccessLog {
  readonly #log: ActivityLog;

  constructor(log: ActivityLog) {
    this.#log = log;
  }

  /** Will write a line when the response has ended. */
  watch(exchange: Exchange): void {
    if (!this.#log.enabled("trace")) return;
    const { request, response } = exchange;
    const { socket } = request;
    // A unix socket has no address.
    const client = socket.remoteAddress === undefined ? "localhost:0" : `${socket.remoteAddress}:${socket.remotePort}`;
    const before = socket.bytesWritten;
    const url = (request.url ?? "").slice(0, 500).replace(/[^\x21-\x7e]/g, "?");
    response.once("close", () => {
      const line = `"${exchange.method} ${url} HTTP/${request.httpVersion}"`;
      const sent = socket.bytesWritten - before;
      this.#log.log("trace", `${client} - - [${logTime(new Date())}] ${line} ${response.statusCode} ${sent}`);
    });
  }
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "21/Nov/2026:02:21:40 +0000": local time and its distance from UTC. */
function logTime(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`;
  const day = `${two(date.getDate())}/${months[date.getMonth()]}/${date.getFullYear()}`;
  return `${day}:${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zone}`;
}
