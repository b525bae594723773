import { type Credentials, type ServerAddress } from "./server-address.ts";
export interface HttpConnectionOptions {
    readonly address: ServerAddress;
    readonly credentials?: Credentials | undefined;
}
export interface HttpRequest {
    readonly method: "GET" | "POST";
    readonly path: string;
    readonly body?: string;
    /** Milliseconds until the whole answer must be there (for a stream: until its head is). Undefined: no limit. */
    readonly timeoutMs?: number | undefined;
    readonly signal?: AbortSignal | undefined;
}
/** Connections to one server, kept alive between requests; as many at once as there are requests at once. */
export declare class HttpConnection {
    #private;
    /** The server's URL, for messages. */
    readonly url: string;
    constructor({ address, credentials }: HttpConnectionOptions);
    /** Sends a request and reads the whole body. Rejects with ConnectionError or with the signal's reason. */
    exchange(request: HttpRequest): Promise<Buffer>;
    /** Sends a request and yields the body as it comes. Throws ConnectionError or the signal's reason. */
    stream(request: HttpRequest): AsyncGenerator<Buffer, void, undefined>;
    /** Closes idle connections and lets the process end. */
    close(): void;
}
/** Path of the XML-RPC interface. */
export declare const rpcPath = "/RPC2";
