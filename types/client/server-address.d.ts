/** Where a supervisord listens. */
export type ServerAddress = {
    readonly kind: "unix";
    readonly path: string;
} | {
    readonly kind: "inet";
    readonly host: string;
    readonly port: number;
};
export type ServerUrl = {
    readonly ok: true;
    readonly address: ServerAddress;
    /** Credentials that stand in the URL itself (`http://user:password@host:9001`). */
    readonly credentials: Credentials | undefined;
} | {
    readonly ok: false;
    readonly reason: string;
};
/** A user name and the password in clear text. */
export interface Credentials {
    readonly username: string;
    readonly password: string;
}
/**
 * Takes a `serverurl` apart: `unix:///path/to.sock` or `http://host[:port]`.
 *
 * As in Supervisor, the port of an http URL without one is 80, and its path is ignored. `unix://` takes the rest as it
 * stands, so a relative path is possible and nothing is percent-decoded.
 */
export declare function parseServerUrl(url: string): ServerUrl;
/** The address as a URL without credentials, for messages. */
export declare function serverUrlOf(address: ServerAddress): string;
