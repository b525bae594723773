// What the README's two commands need before anything else can be imported: only Node's own modules here.
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Debian packages that the build and the tests use, with a file that shows that each is there. */
const debianPackages = {
  gcc: "/usr/bin/cc",
  "libc6-dev": "/usr/include/stdio.h",
  binutils: "/usr/bin/objdump",
  curl: "/usr/bin/curl",
  procps: "/usr/bin/ps",
  supervisor: "/usr/bin/supervisord",
  "nginx-light": "/usr/sbin/nginx",
  "redis-server": "/usr/bin/redis-server",
  python3: "/usr/bin/python3",
  chromium: "/usr/bin/chromium",
  prometheus: "/usr/bin/promtool",
  "php-cgi": "/usr/bin/php-cgi",
  zsh: "/usr/bin/zsh",
  fish: "/usr/bin/fish",
  "mariadb-server": "/usr/bin/mysqld_safe",
  "musl-tools": "/usr/bin/musl-gcc",
  ...(process.arch === "x64" ? forArm64() : {}),
};

/** Addons for another processor, and what to try them on. */
function forArm64() {
  return {
    "gcc-aarch64-linux-gnu": "/usr/bin/aarch64-linux-gnu-gcc",
    "libc6-dev-arm64-cross": "/usr/aarch64-linux-gnu/include/stdio.h",
    "libstdc++6-arm64-cross": "/usr/aarch64-linux-gnu/lib/libstdc++.so.6",
    "qemu-user": "/usr/bin/qemu-aarch64",
  };
}

/** Ends the program if Node is too old to run anything else here. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`This needs Node.js 20.19 or newer; ${process.execPath} is ${process.version}.`);
  process.exit(1);
}

/** Runs `npm ci` unless node_modules is what package-lock.json asks for. */
export function installPackages() {
  const installed = `${root}node_modules/.package-lock.json`;
  const wanted = `${root}package-lock.json`;
  // A link is another tree's directory, which npm would empty first.
  const isLink = lstatSync(`${root}node_modules`, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  const isNewer = () => isLink || statSync(installed).mtimeMs >= statSync(wanted).mtimeMs;
  if (existsSync(installed) && isNewer() && sameLock(installed, wanted)) return;
  if (isLink) {
    console.error(
      "node_modules is a link to packages that are not those of package-lock.json: run npm ci there, or remove the link.",
    );
    process.exit(1);
  }
  console.log("Installing npm packages ...");
  run("npm", ["ci", "--no-audit", "--no-fund"]);
}

function sameLock(installed, wanted) {
  const versions = (file) => {
    const entries = Object.entries(JSON.parse(readFileSync(file, "utf8")).packages ?? {});
    return new Map(entries.map(([path, entry]) => [path, entry.version]));
  };
  const have = versions(installed);
  const want = versions(wanted);
  for (const [path, version] of have) if (want.get(path) !== version) return false;
  return true;
}

/**
 * On Debian as root, installs what the tests use. Where that fails, the tests that need it say so and are skipped; only in CI,
 * where nobody would read that, this is the end.
 */
export function installDebianPackages() {
  installMissingPackages();
  const missing = missingPackages();
  if (missing.length === 0 || !/^(1|true)$/i.test(process.env.CI ?? "")) return;
  console.error(`Missing: ${missing.join(", ")}. In CI (CI=true) no test may be skipped for want of a package.`);
  process.exit(1);
}

function missingPackages() {
  return Object.entries(debianPackages)
    .filter(([, file]) => !existsSync(file))
    .map(([name]) => name);
}

function installMissingPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    console.log(`Not installed, tests that need them are skipped: ${missing.join(", ")}`);
    return;
  }
  console.log(`Installing Debian packages: ${missing.join(", ")} ...`);
  // No service shall be started by an installation: tests start their own, on ports of their own.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const quiet = { cwd: root, env, encoding: "utf8" };
  const install = () => spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...missing], quiet);
  let result = install();
  if (result.status !== 0) {
    spawnSync("apt-get", ["update", "-q"], quiet);
    result = install();
  }
  if (result.status !== 0)
    console.log(`apt-get failed, tests that need ${missing.join(", ")} are skipped:\n${result.stderr}`);
}

/** Builds unless everything built is newer than everything it is built from. */
export function buildIfStale() {
  const built = ["supervisord", "supervisorctl", "pidproxy", "echo_supervisord_conf"].map((name) => `dist/${name}.cjs`);
  if (built.every((file) => existsSync(root + file))) {
    const oldest = Math.min(...built.map((file) => statSync(root + file).mtimeMs));
    const sources = ["src", "native", "scripts"]
      .flatMap((folder) => readdirSync(root + folder, { recursive: true }).map((file) => `${folder}/${file}`))
      // What goes into the package beside the sources is made of them.
      .filter((file) => !/^native\/(prebuilds|headers)/.test(file));
    if (["package-lock.json", ...sources].every((file) => statSync(root + file).mtimeMs <= oldest)) return;
  }
  console.log("Building ...");
  run(process.execPath, ["scripts/build.mjs"]);
}

/** Runs a command in the project's root and ends this program with its status if it fails. */
export function run(command, args, env = process.env) {
  const result = spawnSync(command, args, { cwd: root, env, stdio: "inherit" });
  if (result.error !== undefined) {
    console.error(`cannot run ${command}: ${result.error.message}`);
    process.exit(1);
  }
  if (result.status !== 0) process.exit(result.status ?? 1);
}
