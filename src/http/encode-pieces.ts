import type { TimeSlices } from "../system/time-slices.ts";

/** No client takes more in one answer, and the daemon had better not hold it. */
const maxBytes = 1 << 29;
/** Texts shorter than this are encoded together. */
const chunkLength = 65_536;

/**
 * The body of an answer that is made piece by piece; others have their turns while it is. Undefined: it is too large.
 * @param pieces text, or UTF-8
 */
export async function encodePieces(
  pieces: Iterable<string | Uint8Array>,
  slices: TimeSlices,
): Promise<Uint8Array[] | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let text = "";
  const flush = (): void => {
    if (text !== "") add(Buffer.from(text));
    text = "";
  };
  const add = (bytes: Uint8Array): void => {
    chunks.push(bytes);
    size += bytes.length;
  };
  for (const piece of pieces) {
    if (typeof piece === "string") {
      text += piece;
      if (text.length < chunkLength) continue;
      flush();
    } else {
      flush();
      add(piece);
      if (piece.length < chunkLength / 2) continue;
    }
    if (size > maxBytes) return undefined;
    await slices.rest();
  }
  flush();
  return size > maxBytes ? undefined : chunks;
}
