import { errnoName } from "./errno.ts";
import { errnoError } from "./errno-error.ts";
import { loadAddon } from "./load-addon.ts";
import type { NativeGroup, NativeUser } from "./native-addon.ts";
import type { UserRecord, Users } from "./system.ts";

/** The user database as the C library reads it (files, LDAP, ...). A failing database throws ErrnoException. */
export const nodeUsers: Users = {
  byName: (name) => userRecord(loadAddon().userByName(name), "getpwnam_r"),
  byUid: (uid) => userRecord(loadAddon().userByUid(uid), "getpwuid_r"),
  groupByName: (name) => groupRecord(loadAddon().groupByName(name), "getgrnam_r"),
  groupByGid: (gid) => groupRecord(loadAddon().groupByGid(gid), "getgrgid_r"),
  groupsOf: (name, gid) => found(loadAddon().groupsOf(name, gid), "getgrouplist"),
};

function userRecord(entry: NativeUser | number | undefined, call: string): UserRecord | undefined {
  if (entry === undefined) return undefined;
  const [name, uid, gid, home, shell] = found(entry, call);
  return { name, uid, gid, home, shell };
}

function groupRecord(entry: NativeGroup | number | undefined, call: string) {
  if (entry === undefined) return undefined;
  const [name, gid] = found(entry, call);
  return { name, gid };
}

function found<Entry extends object>(entry: Entry | number, call: string): Entry {
  if (typeof entry === "number") throw errnoError(errnoName(entry), call);
  return entry;
}
