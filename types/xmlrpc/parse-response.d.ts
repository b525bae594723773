import { type XmlRpcValue } from "./value.ts";
export type ParsedResponse = {
    readonly kind: "value";
    readonly value: XmlRpcValue;
} | {
    readonly kind: "fault";
    readonly code: number;
    readonly text: string;
} | {
    readonly kind: "malformed";
    readonly reason: string;
};
/** Reads a `<methodResponse>`. Takes any input. */
export declare function parseResponse(xml: string | Uint8Array): ParsedResponse;
