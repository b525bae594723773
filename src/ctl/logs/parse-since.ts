const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * The moment that `--since` means, in milliseconds since the epoch: `90s`, `10m`, `1h30m`, `2d` before now, or a date with
 * or without a time, in local time unless it names its zone. Undefined: it means nothing.
 */
export function parseSince(text: string, nowMs: number): number | undefined {
  if (/^(?:\d+[smhd])+$/.test(text)) {
    let ago = 0;
    for (const [, number, unit] of text.matchAll(/(\d+)([smhd])/g)) ago += Number(number) * unitMs[unit as "s"];
    return nowMs - ago;
  }
  if (!/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/.test(text)) return undefined;
  // A date alone would be read as one in UTC.
  const ms = Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(" ", "T"));
  return Number.isNaN(ms) ? undefined : ms;
}
