import type { Clock } from "../system/system.ts";
import type { Exchange } from "./exchange.ts";

export type Body =
  | { readonly kind: "complete"; readonly bytes: Buffer }
  | { readonly kind: "too-large" }
  /** Too much is being received on all connections together. */
  | { readonly kind: "busy" }
  | { readonly kind: "too-slow" }
  /** The client is gone; nobody waits for an answer. */
  | { readonly kind: "gone" };

export interface BodyLimits {
  /** Of this kind of request; without it, that of the server alone. */
  readonly maxBytes?: number;
  /** The longest pause between two pieces, in milliseconds. */
  readonly maxPauseMs: number;
  /** Shared by all requests of a daemon: bytes that they may still hold together. */
  readonly budget: { bytes: number };
}

/** Collects a request's body, never more than its server and its kind allow. Never rejects. */
export function readBody(exchange: Exchange, limits: BodyLimits, clock: Pick<Clock, "after">): Promise<Body> {
  const { request, response } = exchange;
  const maxBytes = Math.min(exchange.maxBodyBytes, limits.maxBytes ?? Number.POSITIVE_INFINITY);
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return Promise.resolve({ kind: "too-large" });
  if (request.headers.expect?.toLowerCase() === "100-continue") response.writeContinue();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let timer = clock.after(limits.maxPauseMs, onPause);
    request.on("data", onData);
    request.on("end", onEnd);
    request.on("error", onGone);
    request.on("close", onGone);

    function onData(chunk: Buffer): void {
      size += chunk.length;
      limits.budget.bytes -= chunk.length;
      chunks.push(chunk);
      timer.cancel();
      if (size > maxBytes) finish({ kind: "too-large" });
      else if (limits.budget.bytes < 0) finish({ kind: "busy" });
      else timer = clock.after(limits.maxPauseMs, onPause);
    }
    function onEnd(): void {
      finish({ kind: "complete", bytes: Buffer.concat(chunks) });
    }
    function onPause(): void {
      finish({ kind: "too-slow" });
    }
    function onGone(): void {
      finish({ kind: "gone" });
    }
    function finish(body: Body): void {
      timer.cancel();
      limits.budget.bytes += size;
      request.off("data", onData);
      request.off("end", onEnd);
      request.off("close", onGone);
      // "error" stays listened to: an error that comes later has nobody else. What is left of a body is taken off the
      // wire: a client that was cut off while it sends would never read why. But who sends nothing is not waited for.
      if (body.kind === "too-slow") response.setHeader("Connection", "close");
      else if (body.kind !== "complete") request.resume();
      resolve(body);
    }
  });
}
