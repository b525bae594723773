/** A listening unix socket that has its mode and owner from the first moment, and takes over what a dead daemon left. */
import type { Server } from "node:net";
import { userInfo } from "node:os";
import type { UnixServerConfig } from "../config/configuration.ts";
import { claimUnixSocket } from "../system/claim-unix-socket.ts";
import type { FileStatus, Files, System } from "../system/system.ts";
import { acceptOn, addressInUse, type Listening, socketError } from "./listening.ts";

/** @param say tells the operator, on standard error, of a stale socket that is taken over */
export async function listenUnix(
  server: Server,
  config: UnixServerConfig,
  system: Pick<System, "files" | "sockets">,
  say: (line: string) => void,
): Promise<Listening> {
  const { file } = config;
  try {
    const claimed = claim(config, system, say);
    if (claimed.kind === "in-use") return addressInUse(file);
    if (claimed.kind === "no-socket") return socketError(`${file} exists and is not a socket`);
    const own = system.files.lstat(file);
    await acceptOn(server, claimed.fd);
    return { ok: true, release: () => unlinkIfSame(system.files, file, own) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENAMETOOLONG") return socketError("AF_UNIX path too long");
    if (code === "EPERM" && ownerOf(config) !== undefined) return notPermitted(config);
    return socketError(error);
  }
}

function claim(config: UnixServerConfig, system: Pick<System, "files" | "sockets">, say: (line: string) => void) {
  const { file, chmod: mode } = config;
  const onStale = (): void => say(`Unlinking stale socket ${file}`);
  return claimUnixSocket(system, file, { mode, owner: ownerOf(config) }, undefined, onStale);
}

function ownerOf({ chown: { uid, gid } }: UnixServerConfig) {
  return uid === undefined && gid === undefined ? undefined : { uid: uid ?? -1, gid: gid ?? -1 };
}

function notPermitted({ file, chown }: UnixServerConfig): Listening {
  const ids = `uid/gid (${chown.uid ?? -1}, ${chown.gid ?? -1})`;
  const who = `the current user (${userInfo().username})`;
  const advice = `adjust "sockchown" value in config file or on command line to values that ${who} can successfully chown`;
  return { ok: false, reason: `Not permitted to chown ${file} to ${ids}; ${advice}` };
}

/** Another daemon may have the name by now. */
function unlinkIfSame(files: Pick<Files, "lstat" | "remove">, file: string, own: FileStatus): void {
  try {
    const there = files.lstat(file);
    if (there.device === own.device && there.inode === own.inode) files.remove(file);
  } catch {
    // Gone already, or its directory is.
  }
}
