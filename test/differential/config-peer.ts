/** A running supervisord (Debian's or ours) that is asked about configurations, and our reader on the same file. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { type ConfigInfo, configInfo } from "../../src/config/config-info.ts";
import { formatProblem } from "../../src/config/problem.ts";
import { readConfiguration } from "../../src/config/read-configuration.ts";
import type { Users } from "../../src/system/system.ts";

export const peerFiles = ["/usr/bin/supervisord", "/usr/bin/python3"] as const;

/** What either program makes of a configuration. */
export type Outcome =
  | { readonly kind: "refused"; readonly why: string }
  /** Accepted; `info` is undefined where the peer cannot say what it read. */
  | { readonly kind: "accepted"; readonly info: readonly ConfigInfo[] | undefined };

export interface PeerRequest {
  readonly text: string;
  /** Show its processes by getAllProcessInfo as well. */
  readonly add?: boolean;
  /** Start a fresh daemon afterwards. */
  readonly restart?: boolean;
}

export interface PeerAnswer {
  readonly outcome: Outcome;
  readonly processes: readonly Readonly<Record<string, unknown>>[];
}

export class ConfigPeer {
  readonly directory = mkdtempSync(join(tmpdir(), "supervisor-config-"));
  readonly environment: Readonly<Record<string, string>>;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;

  /** `variables` are added to a small environment that both programs share. `command` is Debian's supervisord, or ours. */
  constructor(
    variables: Readonly<Record<string, string>> = {},
    command: readonly string[] = ["/usr/bin/python3", "/usr/bin/supervisord"],
  ) {
    this.environment = { PATH: "/usr/bin:/bin", HOME: "/root", LANG: "C.UTF-8", ...variables };
    const script = fileURLToPath(new URL("config-peer.py", import.meta.url));
    this.#child = spawn("/usr/bin/python3", [script, this.directory, ...command], {
      env: this.environment,
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#reader = createInterface(this.#child.stdout);
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  async ask(request: PeerRequest): Promise<PeerAnswer> {
    this.#child.stdin.write(`${JSON.stringify({ add: false, ...request })}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the peer has ended");
    const answer = JSON.parse(value);
    const outcome: Outcome =
      "error" in answer ? { kind: "refused", why: answer.error } : { kind: "accepted", info: answer.info };
    return { outcome, processes: answer.processes ?? [] };
  }

  /** Our reader on the same text, as the same file. */
  readOurs(text: string): Outcome {
    writeFileSync(join(this.directory, "c.conf"), text);
    const result = readConfiguration({
      path: "c.conf",
      files: {
        readText: (path) => readFileSync(path, "utf8"),
        list: (path) => readdirSync(path),
        stat: (path) => ({ ...noStatus, kind: statSync(path as string).isDirectory() ? "directory" : "file" }),
      },
      users: systemUsers,
      environment: this.environment,
      hostName: hostname(),
      cwd: this.directory,
      effectiveUid: process.geteuid?.() ?? 0,
      temporaryDirectory: "/tmp",
    });
    if (!result.ok) return { kind: "refused", why: result.problems.map(formatProblem).join("\n") };
    const info = result.configuration.groups.flatMap((group) =>
      group.processes.map((process) => configInfo(process, group, { inuse: false })),
    );
    return { kind: "accepted", info };
  }

  async stop(): Promise<void> {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, "exit");
    this.#reader.close();
    rmSync(this.directory, { recursive: true });
  }
}

/** Fields that differ, as lines; none if both are the same. */
export function compareInfo(ours: readonly ConfigInfo[], theirs: readonly ConfigInfo[]): string[] {
  const key = (info: ConfigInfo) => `${info.group}:${info.name}`;
  const mine = new Map(ours.map((info) => [key(info), info as unknown as Record<string, unknown>]));
  const differences: string[] = [];
  const seen = new Set<string>();
  for (const info of theirs) {
    const own = mine.get(key(info));
    if (own === undefined && seen.has(key(info))) {
      differences.push(`twice in theirs: ${key(info)}`);
      continue;
    }
    seen.add(key(info));
    if (own === undefined) {
      differences.push(`only theirs has ${key(info)}`);
      continue;
    }
    mine.delete(key(info));
    for (const name of new Set([...Object.keys(info), ...Object.keys(own)])) {
      const [a, b] = [own[name], (info as unknown as Record<string, unknown>)[name]];
      // Debian's version does not tell autorestart yet.
      if (JSON.stringify(a) === JSON.stringify(b) || (name === "autorestart" && b === undefined)) continue;
      differences.push(`${key(info)} ${name}: ours ${JSON.stringify(a)}, theirs ${JSON.stringify(b)}`);
    }
  }
  for (const rest of mine.keys()) differences.push(`only ours has ${rest}`);
  return differences;
}

const noStatus = { size: 0, mode: 0, inode: 0, device: 0, uid: 0, gid: 0, modifiedWallMs: 0 };

function table(path: string): string[][] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(":"));
}

function users(): Pick<Users, "byName" | "byUid" | "groupByName" | "groupByGid"> {
  const people = table("/etc/passwd").map(([name = "", , uid, gid, , home = "", shell = ""]) => ({
    name,
    uid: Number(uid),
    gid: Number(gid),
    home,
    shell,
  }));
  const groups = table("/etc/group").map(([name = "", , gid]) => ({ name, gid: Number(gid) }));
  return {
    byName: (name) => people.find((user) => user.name === name),
    byUid: (uid) => people.find((user) => user.uid === uid),
    groupByName: (name) => groups.find((group) => group.name === name),
    groupByGid: (gid) => groups.find((group) => group.gid === gid),
  };
}

/** The users of /etc/passwd, without the native addon. */
export const systemUsers = users();
