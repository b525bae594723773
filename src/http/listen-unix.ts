/**
 * A listening unix socket that nobody but its owner can ever reach before its mode and owner are set: it is bound under
 * a temporary name with a closed umask, made what it shall be, and only then given its real name.
 */
import { chmodSync, chownSync, linkSync, lstatSync, renameSync, rmSync, type Stats, unlinkSync } from "node:fs";
import { connect, type Server } from "node:net";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import type { UnixServerConfig } from "../config/configuration.ts";
import { addressInUse, type Listening, socketError } from "./listening.ts";

/** What the kernel's sockaddr_un takes, without the final NUL. */
const maxPathBytes = process.platform === "linux" ? 107 : 103;

/** @param say tells the operator, on standard error, of a stale socket that is taken over */
export async function listenUnix(
  server: Server,
  config: UnixServerConfig,
  say: (line: string) => void,
): Promise<Listening> {
  const temporary = temporaryName(config.file);
  if (temporary === undefined) return socketError("AF_UNIX path too long");
  try {
    rmSync(temporary, { force: true });
    // Node says EACCES where there is no such directory.
    lstatSync(dirname(config.file));
    await bind(server, temporary);
  } catch (error) {
    return socketError(error);
  }
  let published: Listening | undefined;
  try {
    const refusal = prepare(temporary, config);
    published = refusal ?? (await publish(temporary, config.file, say));
    return published;
  } catch (error) {
    published = socketError(error);
    return published;
  } finally {
    if (published?.ok !== true) server.close();
    rmSync(temporary, { force: true });
  }
}

function temporaryName(file: string): string | undefined {
  const candidates = [`${file}.${process.pid}`, join(dirname(file), `.${process.pid}`)];
  if (Buffer.byteLength(file) > maxPathBytes) return undefined;
  return candidates.find((name) => Buffer.byteLength(name) <= maxPathBytes);
}

/** Node binds within the call, so the umask is closed for no longer than that. */
function bind(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const umask = process.umask(0o777);
    try {
      server.listen(path, () => {
        server.off("error", reject);
        resolve();
      });
    } finally {
      process.umask(umask);
    }
  });
}

function prepare(path: string, { file, chmod, chown }: UnixServerConfig): Listening | undefined {
  const { uid, gid } = chown;
  if (uid !== undefined || gid !== undefined) {
    try {
      chownSync(path, uid ?? -1, gid ?? -1);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
      const ids = `uid/gid (${uid ?? -1}, ${gid ?? -1})`;
      const who = `the current user (${userInfo().username})`;
      const advice = `adjust "sockchown" value in config file or on command line to values that ${who} can successfully chown`;
      return { ok: false, reason: `Not permitted to chown ${file} to ${ids}; ${advice}` };
    }
  }
  // After chown, which takes away some bits of the mode.
  chmodSync(path, chmod);
  return undefined;
}

/** Gives the socket its name, unless somebody who lives has it. */
async function publish(temporary: string, file: string, say: (line: string) => void): Promise<Listening> {
  const own = lstatSync(temporary);
  for (let attempt = 0; attempt < 3; attempt++) {
    if (nameAs(temporary, file)) return { ok: true, release: () => unlinkIfSame(file, own) };
    const there = lstatSync(file, { throwIfNoEntry: false });
    if (there === undefined) continue;
    if (!there.isSocket()) return socketError(`${file} exists and is not a socket`);
    if (await isAnswered(file)) return addressInUse(file);
    say(`Unlinking stale socket ${file}`);
    // Another daemon may have come meanwhile: it must not lose its socket.
    unlinkIfSame(file, there);
  }
  return addressInUse(file);
}

/** A hard link never replaces what is there; where there are none, a rename after a look has to do. */
function nameAs(temporary: string, file: string): boolean {
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    if (code !== "EPERM" && code !== "EOPNOTSUPP" && code !== "ENOSYS" && code !== "EMLINK") throw error;
    if (lstatSync(file, { throwIfNoEntry: false }) !== undefined) return false;
    renameSync(temporary, file);
    return true;
  }
}

/** Whether somebody listens there; a socket that we may not reach counts as one. */
function isAnswered(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(file);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code !== "ECONNREFUSED" && error.code !== "ENOENT");
    });
  });
}

function unlinkIfSame(file: string, wanted: Stats): void {
  try {
    const there = lstatSync(file);
    if (there.dev === wanted.dev && there.ino === wanted.ino) unlinkSync(file);
  } catch {
    // Gone already, or its directory is.
  }
}
