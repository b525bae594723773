import type { Exchange } from "../exchange.ts";
import type { Html } from "./html.ts";

/** Scripts and styles come from this daemon only, none stands in a page, and nobody frames a page. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** Answers with a page that no cache keeps. */
export function sendPage(exchange: Exchange, page: Html, status = 200): void {
  sendPagePieces(exchange, [Buffer.from(page.text)], status);
}

/** The same for a page in pieces. */
export function sendPagePieces(exchange: Exchange, pieces: readonly (string | Uint8Array)[], status = 200): void {
  const { response } = exchange;
  response.setHeader("Pragma", "no-cache");
  response.setHeader("Cache-Control", "no-cache");
  response.setHeader("Expires", "Thu, 01 Jan 1970 00:00:00 GMT");
  response.setHeader("Content-Security-Policy", policy);
  exchange.keepToOwnPages();
  response.setHeader("X-Frame-Options", "SAMEORIGIN");
  response.setHeader("Referrer-Policy", "same-origin");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  exchange.sendPieces(status, "text/html;charset=utf-8", pieces);
}
