const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `250ms`, `10s`, `1h30m`, `2d` in milliseconds; a number alone is one of seconds. Undefined: it means nothing. */
export function parseDuration(text: string): number | undefined {
  if (/^\d{1,9}(?:\.\d{1,3})?$/.test(text)) return Number(text) * 1_000;
  if (!/^(?:\d{1,9}(?:ms|[smhd]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+)(ms|[smhd])/g)) sum += Number(number) * unitMs[unit as "s"];
  return sum;
}
