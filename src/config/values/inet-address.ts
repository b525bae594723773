import { pythonRepr } from "../ini/python-repr.ts";
import { parseInteger } from "./integer.ts";
import { type ParsedValue, parsed, rejected, type ValueType } from "./value-type.ts";

export interface InetAddress {
  /** Lower case, without the brackets of an IPv6 address; "" means all interfaces. */
  readonly host: string;
  readonly port: number;
}

/** `port`, `host:port`, `:port`, `*:port`, `[::1]:port`: split at the last colon. */
export const inetAddress: ValueType<InetAddress> = {
  name: "internet address",
  accepts: "a port, or host:port, where * means all interfaces, e.g. 127.0.0.1:9001",
  schema: { pattern: "^(.*:)?\\s*[+]?\\d+\\s*$" },
  parse(text) {
    const colon = text.lastIndexOf(":");
    const port = parsePort(text.slice(colon + 1), text);
    if (!port.ok) return port;
    const host = text.slice(0, Math.max(colon, 0)).toLowerCase();
    const bracketed = /^\[(.*)\]$/.exec(host);
    return parsed({ host: host === "*" ? "" : (bracketed?.[1] ?? host), port: port.value });
  },
};

/** A port number from 1 to 65535; `whole` is the text in which it stands. */
export function parsePort(text: string, whole: string = text): ParsedValue<number> {
  if (text === "") return rejected(`no port number specified in ${pythonRepr(whole)}`);
  const port = parseInteger(text);
  if (port === undefined) return rejected(`not a valid port number: ${pythonRepr(text)} `);
  if (port < 1) return rejected(`${port} is below lower bound (1)`);
  if (port > 65535) return rejected(`${port} is above upper bound (65535)`);
  return parsed(port);
}
