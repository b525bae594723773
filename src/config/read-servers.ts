import type { ServerConfig, ServerCredentials } from "./configuration.ts";
import type { Expansions } from "./ini/expansions.ts";
import { type IniSection, sectionsStarting } from "./ini/ini-document.ts";
import { inetServerOptions, unixServerOptions } from "./options/server.ts";
import { readOptions } from "./read-options.ts";
import type { Reading } from "./reading.ts";
import { absolutePath, expandUser } from "./values/path.ts";
import { parseOwner } from "./values/user.ts";

/** Reads all servers: inet ones first, then unix ones, each in file order. */
export function readServers(reading: Reading, expansions: Expansions): ServerConfig[] {
  const inet = sectionsStarting(reading.document, "inet_http_server");
  const unix = sectionsStarting(reading.document, "unix_http_server");
  return [
    ...inet.flatMap((section) => readInetServer(reading, section, expansions)),
    ...unix.flatMap((section) => readUnixServer(reading, section, expansions)),
  ];
}

function readInetServer(reading: Reading, section: IniSection, expansions: Expansions): ServerConfig[] {
  const values = readOptions(reading, section, inetServerOptions, expansions);
  if (values === undefined) return [];
  const credentials = readCredentials(reading, section, values.username, values.password);
  const { port, request_maxbytes, allowed_hosts } = values;
  return [{ kind: "inet", section: section.name, ...port, credentials, request_maxbytes, allowed_hosts }];
}

function readUnixServer(reading: Reading, section: IniSection, expansions: Expansions): ServerConfig[] {
  const values = readOptions(reading, section, unixServerOptions, expansions);
  if (values === undefined) return [];
  const credentials = readCredentials(reading, section, values.username, values.password);
  let chown: { uid: number | undefined; gid: number | undefined } = { uid: undefined, gid: undefined };
  if (values.chown !== undefined) {
    const owner = parseOwner(values.chown, reading.lookups);
    if (!owner.ok) {
      reading.refuseKey(section, "chown", `Invalid sockchown value ${values.chown}`, owner.reason);
      return [];
    }
    chown = owner.value;
  }
  const file = absolutePath(expandUser(values.file, reading.lookups), reading.lookups);
  const { chmod, request_maxbytes } = values;
  return [{ kind: "unix", section: section.name, file, chmod, chown, credentials, request_maxbytes }];
}

function readCredentials(
  reading: Reading,
  section: IniSection,
  username: string | undefined,
  password: string | undefined,
): ServerCredentials | undefined {
  // As in Supervisor two empty values are none, while one of them counts beside the other.
  if (!username && !password) return undefined;
  if (username !== undefined && password !== undefined) return { username, password };
  reading.refuseSection(
    section,
    `Section [${section.name}] contains incomplete authentication: If a username or a password is specified, both the username and password must be specified`,
    `add ${username === undefined ? "username" : "password"}=...`,
  );
  return undefined;
}
