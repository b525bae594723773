import { parseInteger } from "./integer.ts";
import { type ParsedValue, parsed, rejected, type ValueLookups, type ValueType } from "./value-type.ts";

export interface UserIdentity {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** A name or a numeric id of an existing user. */
export const user: ValueType<UserIdentity> = {
  name: "user",
  accepts: "the name or the numeric id of a user of this system",
  schema: { type: "string" },
  parse(text, { users }) {
    const uid = parseInteger(text);
    const record = uid === undefined ? users.byName(text) : users.byUid(uid);
    if (record === undefined) return rejected(`Invalid user ${uid === undefined ? "name" : "id"} ${text}`);
    return parsed({ name: record.name, uid: record.uid, gid: record.gid });
  },
};

export interface Owner {
  readonly uid: number;
  /** Undefined when only a user was named. */
  readonly gid: number | undefined;
}

/** `user` or `user:group`, each a name or a number. */
export function parseOwner(text: string, { users }: ValueLookups): ParsedValue<Owner> {
  const colon = text.indexOf(":");
  const userName = colon === -1 ? text : text.slice(0, colon);
  const uid = parseInteger(userName);
  const record = uid === undefined ? users.byName(userName) : users.byUid(uid);
  if (record === undefined) return rejected(`Invalid user ${uid === undefined ? "name" : "id"} ${userName}`);
  if (colon === -1) return parsed({ uid: record.uid, gid: undefined });
  const groupName = text.slice(colon + 1);
  const gid = parseInteger(groupName);
  const group = gid === undefined ? users.groupByName(groupName) : users.groupByGid(gid);
  if (group === undefined) return rejected(`Invalid group ${gid === undefined ? "name" : "id"} ${groupName}`);
  return parsed({ uid: record.uid, gid: group.gid });
}
