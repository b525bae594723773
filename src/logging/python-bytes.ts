const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** Bytes as Python writes them, e.g. `b'caf\xc3\xa9\n'`: how Supervisor shows output that is no text in its own log. */
export function pythonBytes(bytes: Uint8Array): string {
  const characters = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const quote = characters.includes("'") && !characters.includes('"') ? '"' : "'";
  const escaped = characters.replace(/[^\x20-\x7e]|[\\'"]/g, (character) => {
    if (character === "'" || character === '"') return character === quote ? `\\${character}` : character;
    return escapes[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return `b${quote}${escaped}${quote}`;
}
