import { type XmlToken } from "./xml-reader.ts";
/** A cursor over a document's tokens with the expectations that XML-RPC's grammar needs. Throws XmlError. */
export declare class XmlDocument {
    #private;
    constructor(xml: string | Uint8Array);
    get current(): XmlToken;
    advance(): void;
    /** Steps over the white space between elements; other text there is an error. */
    skipSpace(): XmlToken;
    /** Whether the next tag opens `name`. */
    at(name: string): boolean;
    open(name: string): void;
    close(name: string): void;
    /** Text up to the end tag of an element without children. */
    textUntilClose(name: string): string;
    end(): void;
}
export declare function isXmlSpace(text: string): boolean;
