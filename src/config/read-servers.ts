import type { ServerConfig, ServerCredentials } from "./configuration.ts";
import type { Expansions } from "./ini/expansions.ts";
import { type IniSection, sectionsStarting } from "./ini/ini-document.ts";
import { inetServerOptions, unixServerOptions } from "./options/server.ts";
import { readOptions } from "./read-options.ts";
import type { Reading } from "./reading.ts";
import { expandUser } from "./values/path.ts";
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
  const { port, username, password, ...others } = values;
  const credentials = readCredentials(reading, section, username, password);
  return [{ kind: "inet", section: section.name, ...port, credentials, ...others }];
}

function readUnixServer(reading: Reading, section: IniSection, expansions: Expansions): ServerConfig[] {
  const values = readOptions(reading, section, unixServerOptions, expansions);
  if (values === undefined) return [];
  const { username, password, file: writtenFile, chown: writtenOwner, ...others } = values;
  const credentials = readCredentials(reading, section, username, password);
  let chown: { uid: number | undefined; gid: number | undefined } = { uid: undefined, gid: undefined };
  if (writtenOwner !== undefined) {
    const owner = parseOwner(writtenOwner, reading.lookups);
    if (!owner.ok) {
      reading.refuseKey(section, "chown", `Invalid sockchown value ${writtenOwner}`, owner.reason);
      return [];
    }
    chown = owner.value;
  }
  const file = reading.absolutePath(section, "file", expandUser(writtenFile, reading.lookups));
  return [{ kind: "unix", section: section.name, file, chown, credentials, ...others }];
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
