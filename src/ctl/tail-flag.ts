/** `-f`, or the number of bytes of `-100`; undefined for anything else. */
export function parseTailFlag(flag: string): "follow" | number | undefined {
  if (flag === "-f") return "follow";
  const digits = /^-([+-]?\d+)$/.exec(flag)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
