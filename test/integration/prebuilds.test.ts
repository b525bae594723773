/** Addons for other platforms, made by Debian's cross compilers and loaded by a program of theirs. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { addonCandidates, loadAddon } from "../../src/system/load-addon.ts";
import { platformTag } from "../../src/system/platform-tag.ts";
import { complete, root } from "../helpers/daemon.ts";
import { NpmPackage } from "../helpers/npm-package.ts";
import { requires } from "../helpers/requires.ts";

const packages = new NpmPackage();
after(() => packages[Symbol.dispose]());
const onX64 = process.platform === "linux" && process.arch === "x64";
const only = (...files: readonly string[]) => ({
  skip: onX64 ? requires(...files).skip : "cross compiled on linux-x64",
});

function make(...platforms: readonly string[]) {
  const { status, stdout, stderr } = packages.npm(process.env, "run", "--silent", "prebuilds", "--", ...platforms);
  return { status, stdout, stderr };
}

function addonFor(platform: string): string {
  const { status, stderr } = make(platform);
  assert.equal(status, 0, stderr);
  return join(packages.clone, "native/prebuilds", platform, "supervisor.node");
}

/**
 * A program that loads an addon as Node does, with empty functions in the place of Node's own, and prints how many the addon
 * registers: whatever it needs of the C library has been found then.
 */
function hostProgram(compiler: string): string {
  const sources = readdirSync(join(root, "native")).filter((name) => name.endsWith(".c"));
  const text = sources.map((name) => readFileSync(join(root, "native", name), "utf8")).join("\n");
  const names = new Set([...text.matchAll(/\b((?:napi|uv)_\w+)\(/g)].map(([, name]) => name ?? ""));
  names.delete("napi_set_named_property");
  const [source, out] = [packages.path("host.c"), packages.path(`host-${compiler}`)];
  writeFileSync(
    source,
    `#include <dlfcn.h>
#include <stdio.h>
static int registered;
int napi_set_named_property(void) { registered++; return 0; }
${[...names].map((name) => `long ${name}(void) { return 0; }`).join("\n")}
int main(int argc, char **argv) {
  void *addon = dlopen(argv[argc - 1], RTLD_NOW);
  if (addon == NULL) return puts(dlerror()), 1;
  void *(*begin)(void *, void *) = dlsym(addon, "napi_register_module_v1");
  begin(NULL, NULL);
  return printf("%d\\n", registered), 0;
}
`,
  );
  const compiled = complete(compiler, ["-w", "-fno-builtin", "-rdynamic", "-o", out, source]);
  assert.equal(compiled.status, 0, compiled.stderr);
  return out;
}

const functions = `${Object.keys(loadAddon()).length}\n`;

describe("for musl", only("/usr/bin/musl-gcc"), () => {
  test("the addon needs nothing of glibc, and loads in a program of musl's", () => {
    const addon = addonFor("linux-x64-musl");
    assert.doesNotMatch(readFileSync(addon, "latin1"), /GLIBC_|libc\.so\.6/);
    assert.deepEqual(complete(hostProgram("musl-gcc"), [addon]), { status: 0, stdout: functions, stderr: "" });
  });

  test("a Node of musl's is recognised by itself, whatever files lie in /etc, and a glibc addon is not even looked for", () => {
    assert.equal(platformTag(hostProgram("musl-gcc")), "linux-x64-musl");
    assert.equal(platformTag(hostProgram("cc")), "linux-x64");
    assert.equal(platformTag("/missing"), "linux-x64");
    const looked = addonCandidates("/package", "linux-x64-musl");
    assert.ok(
      looked.every((file) => file.includes("/linux-x64-musl/")),
      looked.join("\n"),
    );
  });
});

describe("for arm64", only("/usr/bin/aarch64-linux-gnu-gcc", "/usr/bin/qemu-aarch64"), () => {
  test("the addon asks for no newer glibc than Node, and loads in a program of that processor", () => {
    const addon = addonFor("linux-arm64");
    const versions = [...readFileSync(addon, "latin1").matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
    assert.ok(versions.length > 0 && Math.max(...versions) <= 28, versions.join());
    const host = hostProgram("aarch64-linux-gnu-gcc");
    const run = complete("/usr/bin/qemu-aarch64", ["-L", "/usr/aarch64-linux-gnu", host, addon]);
    assert.deepEqual(run, { status: 0, stdout: functions, stderr: "" });
  });
});

test("a platform for which there is no compiler is named with those for which there is one", () => {
  const { status, stderr } = make("sunos-x64");
  assert.equal(status, 1);
  assert.match(
    stderr,
    /^prebuilds: no compiler for sunos-x64 is known here; only [\w, -]+ can be built here: run this on /,
  );
});

test("a prebuilt addon from elsewhere that is older than the sources is not packed", () => {
  const folder = join(packages.clone, "native/prebuilds/darwin-arm64");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "supervisor.node"), "from elsewhere");
  assert.equal(make("darwin-arm64").status, 0);
  spawnSync("touch", ["-d", "2000-01-01", join(folder, "supervisor.node")]);
  const { status, stderr } = packages.pack();
  assert.equal(status, 1);
  assert.match(stderr, /darwin-arm64\/supervisor\.node is older than its sources; only /);
});
