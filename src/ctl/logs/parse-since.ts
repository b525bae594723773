import { parseDuration } from "../parse-duration.ts";

/**
 * The moment that `--since` means, in milliseconds since the epoch: `90s`, `10m`, `1h30m`, `2d` before now, or a date with
 * or without a time, in local time unless it names its zone. Undefined: it means nothing.
 */
export function parseSince(text: string, nowMs: number): number | undefined {
  const agoMs = /[a-z]$/.test(text) ? parseDuration(text) : undefined;
  if (agoMs !== undefined) return nowMs - agoMs;
  if (!/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(text)) return undefined;
  // A date alone would be read as one in UTC.
  const ms = Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(" ", "T"));
  return Number.isNaN(ms) ? undefined : ms;
}
