import { byteSizeWithin } from "../values/byte-size.ts";
import { hostNames } from "../values/host-names.ts";
import { inetAddress } from "../values/inet-address.ts";
import { octal } from "../values/octal.ts";
import { text } from "../values/text.ts";
import type { OptionTable } from "./option.ts";

/** Who may use a server, and how much of it: the same in both kinds of server. */
const clientOptions = {
  username: {
    type: text,
    expansions: "daemon",
    doc: "Name that clients must give. Needs a password.",
    since: "3.0",
    change: "reload",
    sample: "user",
  },
  password: {
    type: text,
    expansions: "daemon",
    doc: "Password that clients must give: as it is, or {SHA} and the SHA-1 of it in hexadecimal.",
    since: "3.0",
    change: "reload",
    secret: true,
    sample: "123",
  },
  request_maxbytes: {
    type: byteSizeWithin("1KB", "256MB"),
    default: "16MB",
    expansions: "daemon",
    doc: "Largest body of a request, e.g. of an XML-RPC call; a larger one is refused with status 413. Forms and the JSON API take less.",
    change: "reload",
  },
} as const satisfies OptionTable;

/** [unix_http_server] */
export const unixServerOptions = {
  file: {
    type: text,
    required: (section) => `section [${section}] has no file value`,
    emptyIsMissing: true,
    expansions: "daemon",
    doc: "Path of the unix socket on which supervisord listens.",
    since: "3.0",
    change: "reload",
    sample: "/tmp/supervisor.sock",
  },
  chmod: {
    type: octal,
    default: "0700",
    invalid: (value) => `Invalid chmod value ${value}`,
    expansions: "daemon",
    doc: "Permissions of the socket.",
    since: "3.0",
    change: "reload",
  },
  chown: {
    type: text,
    defaultNote: "the user that supervisord runs as",
    expansions: "daemon",
    doc: "Owner of the socket, user or user:group.",
    since: "3.0",
    change: "reload",
    sample: "nobody:nogroup",
  },
  ...clientOptions,
} as const satisfies OptionTable;

/** [inet_http_server] */
export const inetServerOptions = {
  port: {
    type: inetAddress,
    required: (section) => `section [${section}] has no port value`,
    expansions: "daemon",
    doc: "Address on which supervisord listens, host:port; a port alone or * as host means all interfaces. Protect it with a password.",
    since: "3.0",
    change: "reload",
    sample: "127.0.0.1:9001",
  },
  ...clientOptions,
  allowed_hosts: {
    type: hostNames,
    defaultNote: "any name",
    expansions: "daemon",
    doc: "Host names under which the server may be asked, beside localhost and addresses; others get status 421. It keeps out web pages whose own name was made to point to this machine.",
    change: "reload",
    sample: "box.example.com,*.intern.example.com",
  },
} as const satisfies OptionTable;
