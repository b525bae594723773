/** The package as strangers get it: packed from a clone in which nothing is built, installed by npm without the network. */
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, relative } from "node:path";
import { type Completed, root } from "./daemon.ts";

/** A first Node on the search path, and no C compiler. */
export interface Machine {
  readonly node: string;
  readonly compiler: boolean;
}

const longestMs = 300_000;

/** Made by the build or for one machine: no part of what is cloned. */
const unclonedPaths = /^(\.git|node_modules|build|dist|bench\/results|native\/(prebuilds|headers))$/;

export class NpmPackage {
  /** Readable for every user. */
  readonly directory = mkdtempSync(join(tmpdir(), "supervisor-npm-"));
  readonly clone = join(this.directory, "clone");

  constructor() {
    chmodSync(this.directory, 0o755);
    cpSync(root, this.clone, {
      recursive: true,
      filter: (source) => !unclonedPaths.test(relative(root, source)),
    });
    symlinkSync(join(root, "node_modules"), join(this.clone, "node_modules"));
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** `npm pack` in the clone; the tarball's path is the last line of standard output. */
  pack(...args: readonly string[]): Completed {
    return this.npm(process.env, "pack", "--pack-destination", this.directory, ...args);
  }

  /** The search path of a machine, in a directory of links that is made once. */
  searchPath({ node, compiler }: Machine = { node: process.execPath, compiler: false }): string {
    const folder = mkdtempSync(this.path("path-"));
    chmodSync(folder, 0o755);
    symlinkSync(node, join(folder, "node"));
    for (const directory of (process.env["PATH"] ?? "").split(delimiter)) {
      for (const name of namesIn(directory)) {
        if (!compiler && /^(.*-)?(gcc|cc|c[89]9|clang|tcc|cpp|g\+\+|c\+\+)(-[\d.]+)?$/.test(name)) continue;
        try {
          symlinkSync(join(directory, name), join(folder, name));
        } catch {
          // An earlier directory has one of this name.
        }
      }
    }
    return folder;
  }

  /** Runs npm with its own cache and settings, and without the network. */
  npm(environment: NodeJS.ProcessEnv, ...args: readonly string[]): Completed {
    // An npm that runs the tests gives its own settings on.
    const inherited = Object.entries(environment).filter(([name]) => !/^(npm_|INIT_CWD$)/i.test(name));
    const env = {
      ...Object.fromEntries(inherited),
      HOME: this.directory,
      npm_config_cache: this.path("npm-cache"),
      npm_config_offline: "true",
      npm_config_audit: "false",
      npm_config_fund: "false",
      npm_config_update_notifier: "false",
    };
    const quiet = { cwd: this.clone, env, encoding: "utf8", timeout: longestMs } as const;
    const { status, stdout, stderr, error } = spawnSync("npm", args, quiet);
    if (error !== undefined) throw error;
    return { status, stdout, stderr };
  }

  /** `npm install -g` into a prefix of its own. */
  install(prefix: string, tarball: string, env: NodeJS.ProcessEnv, ...args: readonly string[]): Completed {
    mkdirSync(prefix, { recursive: true });
    return this.npm(env, "install", "-g", "--prefix", prefix, tarball, ...args);
  }

  /** A tarball like another one, but for what is done to its files. */
  changed(tarball: string, change: (directory: string) => void): string {
    const folder = mkdtempSync(this.path("changed-"));
    run("tar", "-xzf", tarball, "-C", folder);
    change(join(folder, "package"));
    run("tar", "-czf", `${folder}.tgz`, "-C", folder, "package");
    rmSync(folder, { recursive: true });
    return `${folder}.tgz`;
  }

  [Symbol.dispose](): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** What lies below a directory and is no directory. */
export function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
}
