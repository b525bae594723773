import { decodeXml } from "./decode-xml.ts";
import { XmlError, XmlReader, type XmlToken } from "./xml-reader.ts";

/** A cursor over a document's tokens with the expectations that XML-RPC's grammar needs. Throws XmlError. */
export class XmlDocument {
  readonly #reader: XmlReader;
  #current: XmlToken;

  constructor(xml: string | Uint8Array) {
    this.#reader = new XmlReader(typeof xml === "string" ? xml : decodeXml(xml));
    this.#current = this.#reader.next();
  }

  get current(): XmlToken {
    return this.#current;
  }

  advance(): void {
    this.#current = this.#reader.next();
  }

  /** Steps over the white space between elements; other text there is an error. */
  skipSpace(): XmlToken {
    const token = this.#current;
    if (token.kind !== "text") return token;
    if (!isXmlSpace(token.text)) throw new XmlError("text where an element is expected");
    this.advance();
    return this.#current;
  }

  /** Whether the next tag opens `name`. */
  at(name: string): boolean {
    const token = this.skipSpace();
    return token.kind === "open" && token.name === name;
  }

  open(name: string): void {
    if (!this.at(name)) throw new XmlError(`<${name}> expected`);
    this.advance();
  }

  close(name: string): void {
    const token = this.skipSpace();
    if (token.kind !== "close" || token.name !== name) throw new XmlError(`</${name}> expected`);
    this.advance();
  }

  /** Text up to the end tag of an element without children. */
  textUntilClose(name: string): string {
    let text = "";
    if (this.#current.kind === "text") {
      text = this.#current.text;
      this.advance();
    }
    const token = this.#current;
    if (token.kind !== "close" || token.name !== name) throw new XmlError(`</${name}> expected`);
    this.advance();
    return text;
  }

  end(): void {
    if (this.skipSpace().kind !== "end") throw new XmlError("content after the document's end");
  }
}

export function isXmlSpace(text: string): boolean {
  return !/[^ \t\r\n]/.test(text);
}
