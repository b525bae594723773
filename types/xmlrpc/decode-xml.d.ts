/**
 * Bytes of an XML document as text: UTF-8 unless a byte order mark or the XML declaration says otherwise (PHP's clients
 * declare iso-8859-1). Throws XmlError for an unknown encoding and for bytes that are none of it.
 */
export declare function decodeXml(bytes: Uint8Array): string;
