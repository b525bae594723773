import { isIP } from "node:net";

/**
 * Whether a request may ask for this host. A web page whose name its owner pointed to this machine (DNS rebinding) is
 * of the same origin for the browser, but its requests carry that name; addresses and localhost cannot be pointed.
 *
 * @param host The Host header. Requests without one come from no browser.
 * @param allowed Lower-case names; "*.example.com" stands for all names below it.
 */
export function isAllowedHost(host: string | undefined, allowed: readonly string[]): boolean {
  if (host === undefined) return true;
  const name = host.toLowerCase().replace(/:\d*$/, "");
  if (name === "localhost" || isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0) return true;
  return allowed.some((entry) => (entry.startsWith("*.") ? name.endsWith(entry.slice(1)) : name === entry));
}
