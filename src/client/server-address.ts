/** Where a supervisord listens. */
export type ServerAddress =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "inet"; readonly host: string; readonly port: number };

/** What `parseServerUrl` finds in a `serverurl`: an address, or why it is none. */
export type ServerUrl =
  | {
      readonly ok: true;
      readonly address: ServerAddress;
      /** Credentials that stand in the URL itself (`http://user:password@host:9001`). */
      readonly credentials: Credentials | undefined;
    }
  | { readonly ok: false; readonly reason: string };

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
export function parseServerUrl(url: string): ServerUrl {
  if (url.startsWith("unix://")) {
    const path = url.slice("unix://".length);
    if (path === "") return { ok: false, reason: `no socket path in ${url}, write unix:///path/to/supervisor.sock` };
    if (Buffer.byteLength(path) > maxSocketPathBytes) {
      return {
        ok: false,
        reason: `the socket's path is longer than the ${maxSocketPathBytes} bytes of the system: ${url}`,
      };
    }
    return { ok: true, address: { kind: "unix", path }, credentials: undefined };
  }
  if (!url.startsWith("http://")) {
    return { ok: false, reason: `unknown protocol of serverurl ${url}, write http://host:port or unix:///path` };
  }
  // The URL class mends `http:///x` to the host x; Supervisor finds no host in it.
  if (!URL.canParse(url) || url.startsWith("http:///")) {
    return { ok: false, reason: `no host and port in serverurl ${url}, write http://host:port` };
  }
  const { hostname, port, username, password } = new URL(url);
  return {
    ok: true,
    address: { kind: "inet", host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? 80 : Number(port) },
    credentials:
      username === "" ? undefined : { username: percentDecoded(username), password: percentDecoded(password) },
  };
}

/** sun_path of Linux without its final zero. What is longer would be cut short, and lead to another socket. */
const maxSocketPathBytes = 107;

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address as a URL without credentials, for messages. */
export function serverUrlOf(address: ServerAddress): string {
  if (address.kind === "unix") return `unix://${address.path}`;
  return `http://${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
}
