/** `[supervisord] user=`: leaves root for good, groups included, or says why not. */
import type { Notice, UserIdentity } from "../config/configuration.ts";
import type { Users } from "../system/system.ts";

export type PrivilegeResult =
  | { readonly ok: true; readonly notice: Notice | undefined }
  | { readonly ok: false; readonly reason: string };

/** The process-wide calls, as Node's `process` offers them. */
export interface Identity {
  getuid(): number;
  setgroups(groups: number[]): void;
  setgid(gid: number): void;
  setuid(uid: number): void;
}

const runningAsRoot =
  "Supervisor is running as root.  Privileges were not dropped because no user is specified in the config file.  " +
  "If you intend to run as root, you can set user=root in the config file to avoid this message.";

/** Becomes `user`: supplementary groups first, then group, then user, so that no step needs what the former gave up. */
export function dropPrivileges(user: UserIdentity | undefined, users: Users, identity: Identity): PrivilegeResult {
  const uid = identity.getuid();
  if (user === undefined) {
    return { ok: true, notice: uid === 0 ? { level: "critical", message: runningAsRoot } : undefined };
  }
  const succeeded: Notice = { level: "info", message: `Set uid to user ${user.uid} succeeded` };
  if (uid === user.uid) return { ok: true, notice: succeeded };
  if (uid !== 0) return { ok: false, reason: "Can't drop privilege as nonroot user" };
  try {
    identity.setgroups([...users.groupsOf(user.name, user.gid)]);
  } catch (error) {
    return { ok: false, reason: `Could not set groups of effective user: ${(error as Error).message}` };
  }
  try {
    identity.setgid(user.gid);
  } catch (error) {
    return { ok: false, reason: `Could not set group id of effective user: ${(error as Error).message}` };
  }
  try {
    identity.setuid(user.uid);
  } catch (error) {
    return { ok: false, reason: `Could not set user id ${user.uid}: ${(error as Error).message}` };
  }
  return { ok: true, notice: succeeded };
}
