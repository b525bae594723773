import { isUtf8 } from "node:buffer";
import { escapeText } from "./escape-text.ts";

/** The same as `escapeText`, for bytes: several times faster, since log text is mostly what it may be already. */
export function escapeUtf8(bytes: Uint8Array): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!isUtf8(buffer) || noncharacters.some((one) => buffer.includes(one))) {
    return Buffer.from(escapeText(buffer.toString("utf8")));
  }
  let growth = 0;
  for (let index = 0; index < bytes.length; index++) growth += growthOf[bytes[index] ?? 0] ?? 0;
  if (growth === 0) return bytes;
  const escaped = Buffer.allocUnsafe(bytes.length + growth);
  let at = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    const replacement = replacements[byte];
    if (replacement === undefined) escaped[at++] = byte;
    else for (let each = 0; each < replacement.length; each++) escaped[at++] = replacement[each] ?? 0;
  }
  return escaped;
}

/** Well-formed UTF-8, and yet no character that XML allows. */
const noncharacters = [Buffer.from("\uFFFE"), Buffer.from("\uFFFF")];

/** What stands for a byte; undefined: itself. */
const replacements: readonly (Uint8Array | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  const escaped = escapeText(character);
  return escaped === character ? undefined : Buffer.from(escaped);
});
const growthOf = Uint8Array.from({ length: 256 }, (_, byte) => (replacements[byte]?.length ?? 1) - 1);
