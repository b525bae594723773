/**
 * A reader for the little XML that XML-RPC uses: elements, text, CDATA sections, comments and processing instructions.
 *
 * Document type declarations are refused, so that no entity can be declared (entity bombs, external entities) and only
 * the five of XML itself and numeric references exist. Attributes are skipped. Every character is looked at a bounded
 * number of times, whatever the input.
 */
export class XmlReader {
  readonly #text: string;
  #at = 0;
  /** Name of an element that was self-closing and whose end is still to be told. */
  #pendingClose: string | undefined;

  constructor(text: string) {
    this.#text = text;
    if (text.startsWith("\uFEFF")) this.#at = 1;
  }

  /** The next tag or run of text; adjacent text and CDATA are one run, which is never empty. Throws XmlError. */
  next(): XmlToken {
    if (this.#pendingClose !== undefined) {
      const name = this.#pendingClose;
      this.#pendingClose = undefined;
      return { kind: "close", name };
    }
    const text = this.#readText();
    if (text !== "") return { kind: "text", text };
    if (this.#at >= this.#text.length) return { kind: "end" };
    return this.#text[this.#at + 1] === "/" ? this.#readCloseTag() : this.#readOpenTag();
  }

  #readText(): string {
    const text = this.#text;
    const parts: string[] = [];
    for (;;) {
      const tag = text.indexOf("<", this.#at);
      const end = tag === -1 ? text.length : tag;
      if (end > this.#at) parts.push(decodeText(text.slice(this.#at, end)));
      this.#at = end;
      if (tag === -1) break;
      if (text.startsWith("<!--", tag)) {
        this.#skipPast("-->", tag + 4, "comment");
      } else if (text.startsWith("<![CDATA[", tag)) {
        this.#skipPast("]]>", tag + 9, "CDATA section");
        parts.push(normaliseLineEnds(text.slice(tag + 9, this.#at - 3)));
      } else if (text.startsWith("<?", tag)) {
        this.#skipPast("?>", tag + 2, "processing instruction");
      } else if (text.startsWith("<!", tag)) {
        throw new XmlError("document type declarations are not accepted");
      } else {
        break;
      }
    }
    return parts.length === 1 ? (parts[0] ?? "") : parts.join("");
  }

  #skipPast(terminator: string, from: number, what: string): void {
    const end = this.#text.indexOf(terminator, from);
    if (end === -1) throw new XmlError(`unterminated ${what}`);
    this.#at = end + terminator.length;
  }

  #readCloseTag(): XmlToken {
    const start = this.#at + 2;
    const end = this.#text.indexOf(">", start);
    if (end === -1) throw new XmlError("unterminated tag");
    this.#at = end + 1;
    const name = this.#readName(start);
    if (this.#text.slice(start + name.length, end).trim() !== "") throw new XmlError(`malformed tag </${name}`);
    return { kind: "close", name };
  }

  #readOpenTag(): XmlToken {
    const name = this.#readName(this.#at + 1);
    this.#at += 1 + name.length;
    const end = this.#skipAttributes();
    const selfClosing = this.#text[end - 1] === "/";
    if (selfClosing) this.#pendingClose = name;
    this.#at = end + 1;
    return { kind: "open", name };
  }

  #readName(at: number): string {
    namePattern.lastIndex = at;
    const name = namePattern.exec(this.#text)?.[0];
    if (name === undefined) throw new XmlError("malformed tag");
    return name;
  }

  /** Position of the tag's `>`; quoted attribute values may contain that character. */
  #skipAttributes(): number {
    for (;;) {
      tagPartPattern.lastIndex = this.#at;
      const part = tagPartPattern.exec(this.#text);
      if (part === null) throw new XmlError("unterminated tag");
      if (part[0] === ">") return part.index;
      if (part[0] === "<") throw new XmlError("malformed tag");
      const end = this.#text.indexOf(part[0], part.index + 1);
      if (end === -1) throw new XmlError("unterminated attribute value");
      this.#at = end + 1;
    }
  }
}

export type XmlToken =
  | { readonly kind: "open"; readonly name: string }
  | { readonly kind: "close"; readonly name: string }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "end" };

/** What is wrong with a document; never leaves this folder. */
export class XmlError extends Error {}

/** Names of XML-RPC are short; a longer one is not worth carrying about (or quoting in a log). */
const namePattern = /[A-Za-z_][\w.:-]{0,63}/y;
const tagPartPattern = /[<>"']/g;
const namedReferences = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

function decodeText(raw: string): string {
  const text = normaliseLineEnds(raw);
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7});|#x([0-9a-fA-F]{1,6});|([a-z]{2,4});)?/g, (_, decimal, hex, name) => {
    if (decimal !== undefined) return characterOf(Number.parseInt(decimal, 10));
    if (hex !== undefined) return characterOf(Number.parseInt(hex, 16));
    const character = namedReferences.get(name);
    if (character === undefined) throw new XmlError("malformed or unknown entity");
    return character;
  });
}

function characterOf(code: number): string {
  const legal =
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  if (!legal) throw new XmlError("character reference out of range");
  return String.fromCodePoint(code);
}

/** XML 1.0, section 2.11. */
function normaliseLineEnds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}
