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
): Promise<readonly (string | Uint8Array)[] | undefined> {
  const chunks: (string | Uint8Array)[] = [];
  let size = 0;
  const texts: string[] = [];
  let length = 0;
  // Node encodes a text that was put together by `+` ten times as slowly as one that was joined.
  const flush = (): void => {
    if (length > 0) add(Buffer.from(texts.join("")));
    texts.length = 0;
    length = 0;
  };
  const add = (bytes: Uint8Array): void => {
    chunks.push(bytes);
    size += bytes.length;
  };
  for (const piece of pieces) {
    if (typeof piece === "string") {
      texts.push(piece);
      length += piece.length;
      if (length < chunkLength) continue;
      flush();
    } else {
      flush();
      add(piece);
      if (piece.length < chunkLength / 2) continue;
    }
    if (size > maxBytes) return undefined;
    await slices.rest();
  }
  // A short text is sent in one piece with its headers.
  if (chunks.length === 0) return [texts.join("")];
  flush();
  return size > maxBytes ? undefined : chunks;
}
