import type { FastCgiSocketConfig, UserIdentity } from "./configuration.ts";
import type { Expansions } from "./ini/expansions.ts";
import type { IniSection } from "./ini/ini-document.ts";
import { fcgiProgramOptions } from "./options/fcgi-program.ts";
import type { OptionValues } from "./options/option.ts";
import { readOptions } from "./read-options.ts";
import type { Reading } from "./reading.ts";
import { parsePort } from "./values/inet-address.ts";
import { parseOwner } from "./values/user.ts";

/** Reads `socket` and `socket_*` of [fcgi-program:x]. Undefined after a fault, which is recorded. */
export function readFcgiSocket(
  reading: Reading,
  section: IniSection,
  user: UserIdentity | undefined,
  expansions: Expansions,
): FastCgiSocketConfig | undefined {
  const values = readOptions(reading, section, fcgiProgramOptions, expansions);
  if (values === undefined) return undefined;
  const { socket_backlog: backlog } = values;
  if (backlog !== undefined && (backlog < 1 || backlog > 65535)) {
    reading.refuseKey(
      section,
      "socket_backlog",
      `Invalid socket_backlog value ${backlog}`,
      "write a number from 1 to 65535",
    );
    return undefined;
  }
  const { socket: url } = values;
  if (url.startsWith("unix://")) return readUnixSocket(reading, section, values, user);
  const match = /^tcp:\/\/([^\s:]+):(\d+)$/.exec(url) ?? /^tcp:\/\/\[([0-9a-fA-F:.]+)\]:(\d+)$/.exec(url);
  if (match === null) {
    const hint = "write tcp://host:port or unix:///absolute/path";
    reading.refuseKey(section, "socket", `Bad socket format ${url} in [${section.name}] socket`, hint);
    return undefined;
  }
  const port = parsePort(match[2] ?? "");
  if (!port.ok) {
    reading.refuseKey(section, "socket", `${port.reason} in [${section.name}] socket`, "write a port from 1 to 65535");
    return undefined;
  }
  if (values.socket_owner !== undefined || values.socket_mode !== undefined) {
    reading.refuseKey(
      section,
      values.socket_owner === undefined ? "socket_mode" : "socket_owner",
      `socket_owner and socket_mode params should only be used with a Unix domain socket in [${section.name}] socket`,
      "remove it",
    );
    return undefined;
  }
  return { kind: "tcp", url, host: match[1] ?? "", port: port.value, backlog };
}

function readUnixSocket(
  reading: Reading,
  section: IniSection,
  values: OptionValues<typeof fcgiProgramOptions>,
  user: UserIdentity | undefined,
): FastCgiSocketConfig | undefined {
  const { socket: url, socket_backlog: backlog, socket_mode: mode = 0o700 } = values;
  const path = url.slice("unix://".length);
  if (!path.startsWith("/")) {
    const message = `Unix socket path ${path} is not an absolute path in [${section.name}] socket`;
    reading.refuseKey(section, "socket", message, "write unix:///absolute/path");
    return undefined;
  }
  const { effectiveUid } = reading.lookups;
  let owner = user !== undefined && user.uid !== effectiveUid ? { uid: user.uid, gid: user.gid } : undefined;
  if (values.socket_owner !== undefined) {
    const parsed = parseOwner(values.socket_owner, reading.lookups);
    if (!parsed.ok) {
      reading.refuseKey(section, "socket_owner", `Invalid socket_owner value ${values.socket_owner}`, parsed.reason);
      return undefined;
    }
    // A user alone brings that user's own group.
    const { uid, gid = reading.lookups.users.byUid(uid)?.gid ?? -1 } = parsed.value;
    owner = { uid, gid };
  }
  return { kind: "unix", url, path, mode, owner, backlog };
}
