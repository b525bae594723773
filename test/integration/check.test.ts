/**
 * What `supervisord --check` says, as it is built. Each file of test/golden/check is a case: a configuration, a ruler, and what
 * must come out, exit status first. The case is included by a main file that has everything else, unless it has [supervisord]
 * itself. `--- name mode` begins another file; `@DIR@` is the directory of all, whose `bin` comes first on the search path.
 */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, test } from "node:test";
import { bin, complete } from "../helpers/daemon.ts";
import { Scratch } from "../helpers/scratch.ts";

const ruler = "----------\n";
const directory = new URL("../golden/check/", import.meta.url);

const main = `[supervisord]
[unix_http_server]
file=@DIR@/s.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://@DIR@/s.sock
[include]
files=case.conf
`;

describe("supervisord --check", () => {
  for (const name of readdirSync(directory).sort()) {
    test(name, () => {
      const text = readFileSync(new URL(name, directory), "utf8");
      const at = text.indexOf(ruler);
      assert.notEqual(at, -1, "the case has no ruler");
      assert.equal(outcome(text.slice(0, at)), text.slice(at + ruler.length));
    });
  }
});

function outcome(input: string): string {
  using scratch = new Scratch();
  const [text = "", ...others] = input.split(/^--- /m);
  const isWhole = /^\[supervisord\]$/m.test(text);
  const write = (name: string, content: string, mode = 0o644) => {
    mkdirSync(dirname(scratch.file(name)), { recursive: true });
    writeFileSync(scratch.file(name), content.replaceAll("@DIR@", scratch.path).replaceAll("@CR@", "\r"));
    chmodSync(scratch.file(name), mode);
  };
  write("main.conf", isWhole ? text : main);
  if (!isWhole) write("case.conf", text);
  for (const other of others) {
    const end = other.indexOf("\n");
    const [, name = "", mode = "644"] = /^(.*?)(?: (\d+))?$/.exec(other.slice(0, end)) ?? [];
    write(name, other.slice(end + 1), Number.parseInt(mode, 8));
  }
  const env = { PATH: `${scratch.file("bin")}:/usr/bin:/bin:${dirname(process.execPath)}`, HOME: scratch.path };
  const args = ["--check", "-c", scratch.file("main.conf")];
  const { status, stdout, stderr } = complete(`${bin}/supervisord`, args, { cwd: scratch.path, env });
  return `status ${status}\n${`${stderr}${stdout}`.replaceAll(scratch.path, "@DIR@")}`;
}
