import type { UserRecord, Users } from "./system.ts";

/** A table of users and groups; has root and nobody to begin with. */
export class FakeUsers implements Users {
  readonly #users: UserRecord[] = [];
  readonly #groups: { readonly name: string; readonly gid: number; readonly members: readonly string[] }[] = [];

  constructor() {
    this.addUser({ name: "root", uid: 0, gid: 0, home: "/root", shell: "/bin/bash" });
    this.addUser({ name: "nobody", uid: 65_534, gid: 65_534, home: "/nonexistent", shell: "/usr/sbin/nologin" });
    this.addGroup("root", 0);
    this.addGroup("nogroup", 65_534);
  }

  addUser(user: UserRecord): void {
    this.#users.push(user);
  }

  addGroup(name: string, gid: number, members: readonly string[] = []): void {
    this.#groups.push({ name, gid, members });
  }

  byName(name: string): UserRecord | undefined {
    return this.#users.find((user) => user.name === name);
  }

  byUid(uid: number): UserRecord | undefined {
    return this.#users.find((user) => user.uid === uid);
  }

  groupByName(name: string): { readonly name: string; readonly gid: number } | undefined {
    const group = this.#groups.find((each) => each.name === name);
    return group && { name: group.name, gid: group.gid };
  }

  groupByGid(gid: number): { readonly name: string; readonly gid: number } | undefined {
    const group = this.#groups.find((each) => each.gid === gid);
    return group && { name: group.name, gid: group.gid };
  }

  groupsOf(name: string, gid: number): readonly number[] {
    const others = this.#groups.filter((group) => group.members.includes(name)).map((group) => group.gid);
    return [...new Set([gid, ...others])];
  }
}
