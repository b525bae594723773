/**
 * A reader for the little XML that XML-RPC uses: elements, text, CDATA sections, comments and processing instructions.
 *
 * Document type declarations are refused, so that no entity can be declared (entity bombs, external entities) and only
 * the five of XML itself and numeric references exist. Attributes are skipped. Every character is looked at a bounded
 * number of times, whatever the input.
 */
export declare class XmlReader {
    #private;
    constructor(text: string);
    /** The next tag or run of text; adjacent text and CDATA are one run, which is never empty. Throws XmlError. */
    next(): XmlToken;
}
export type XmlToken = {
    readonly kind: "open";
    readonly name: string;
} | {
    readonly kind: "close";
    readonly name: string;
} | {
    readonly kind: "text";
    readonly text: string;
} | {
    readonly kind: "end";
};
/** What is wrong with a document; never leaves this folder. */
export declare class XmlError extends Error {
}
