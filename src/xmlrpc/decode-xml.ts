import { TextDecoder } from "node:util";
import { XmlError } from "./xml-reader.ts";

/**
 * Bytes of an XML document as text: UTF-8 unless a byte order mark or the XML declaration says otherwise (PHP's clients
 * declare iso-8859-1). Throws XmlError for an unknown encoding and for bytes that are none of it.
 */
export function decodeXml(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new XmlError(`unknown encoding '${encoding}'`);
  }
  try {
    return decoder.decode(bytes);
  } catch {
    throw new XmlError(`not valid ${encoding}`);
  }
}

const usual = "utf-8";

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1", 0, 200);
  if (!start.includes("encoding")) return usual;
  const declared = /^(?:\xEF\xBB\xBF)?<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]{0,39})["']/.exec(start)?.[1];
  return declared?.toLowerCase() ?? usual;
}
