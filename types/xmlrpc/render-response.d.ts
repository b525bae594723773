import type { XmlRpcValue } from "./value.ts";
/** A `<methodResponse>` with one result. */
export declare function renderResponse(value: XmlRpcValue): string;
/** A `<methodResponse>` with a fault. */
export declare function renderFault(code: number, text: string): string;
/** A `<methodCall>`. */
export declare function renderCall(method: string, params: readonly XmlRpcValue[]): string;
