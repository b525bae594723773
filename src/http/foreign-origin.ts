import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a browser sends this request on behalf of a page of another site. Browsers say so in Sec-Fetch-Site, or in
 * Origin; scripts send neither and are not concerned.
 */
export function isForeign(headers: IncomingHttpHeaders): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const { origin, host } = headers;
  if (origin === undefined) return false;
  return /^https?:\/\/(.+)$/i.exec(origin)?.[1]?.toLowerCase() !== host?.toLowerCase();
}
