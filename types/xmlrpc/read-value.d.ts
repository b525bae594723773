import { type XmlDocument } from "./document.ts";
import type { XmlRpcValue } from "./value.ts";
/** Reads `<value>...</value>`. Throws XmlError. */
export declare function readValue(document: XmlDocument, depth?: number): XmlRpcValue;
