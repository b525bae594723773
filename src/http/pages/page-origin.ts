import type { IncomingHttpHeaders } from "node:http";
import { isForeign } from "../foreign-origin.ts";

/**
 * Whether a GET that would change something comes from a page of this daemon, from the address bar, or from a script.
 *
 * Browsers tell in Sec-Fetch-Site, but over plain HTTP only on the machine itself; else a browser is known by what
 * scripts do not send, and must name this daemon in Referer.
 */
export function mayAct(headers: IncomingHttpHeaders): boolean {
  if (headers["sec-purpose"] !== undefined || headers["purpose"] === "prefetch") return false;
  if (isForeign(headers)) return false;
  if (headers["sec-fetch-site"] !== undefined || headers.origin !== undefined) return true;
  const { referer, host } = headers;
  if (referer !== undefined) return hostOf(referer) === host?.toLowerCase();
  return !isBrowser(headers);
}

function isBrowser(headers: IncomingHttpHeaders): boolean {
  return headers["upgrade-insecure-requests"] !== undefined || /^Mozilla\//.test(headers["user-agent"] ?? "");
}

function hostOf(address: string): string | undefined {
  return /^https?:\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(address)?.[1]?.toLowerCase();
}
