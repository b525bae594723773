import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { SupervisorClient } from "../../src/client/supervisor-client.ts";
import { renderResponse } from "../../src/xmlrpc/render-response.ts";
import { bin, complete, Daemon, root } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

const [, sections = ""] = /```ini\n([\s\S]*?)```/.exec(readFileSync(`${root}docs/plugins.md`, "utf8")) ?? [];
const files = { "counters.cjs": readFileSync(`${root}examples/plugins/counters.cjs`, "utf8") };
const programs = `[program:cat]\ncommand=/bin/cat\n[program:idle]\ncommand=/bin/cat\nautostart=false\n${sections}`;

test("the documented plugin adds methods with help and signature, and a supervisorctl command", async () => {
  await using daemon = new Daemon({ programs, files });
  await daemon.start();
  await daemon.untilState("cat", "RUNNING");
  assert.match(await daemon.rpc("counters.running"), /<int>1<\/int>/);
  assert.match(await daemon.rpc("counters.running", "idle"), /<int>0<\/int>/);
  assert.match(await daemon.rpc("counters.running", 5), /INCORRECT_PARAMETERS/);
  assert.match(await daemon.rpc("counters.greeting"), /<string>good morning<\/string>/);
  assert.match(await daemon.rpc("system.listMethods"), /<string>counters\.running<\/string>/);
  assert.match(await daemon.rpc("system.methodHelp", "counters.running"), /How many processes are running/);
  assert.match(await daemon.rpc("system.methodSignature", "counters.greeting"), /<string>string<\/string>/);
  assert.match(await daemon.rpc("counters.broken"), /FAILED/);
  assert.match(daemon.log, /CRIT XML-RPC method counters\.broken\(\) failed unexpectedly: Error: on purpose/);
  assert.match(await daemon.rpc("supervisor.getState"), /RUNNING/);

  assert.deepEqual(daemon.ctl("running"), { status: 3, stdout: "up: 1 of 2\n", stderr: "" });
  assert.match(daemon.ctl("help").stdout, /^counters commands \(type help <topic>\):\n=+\nrunning\n/m);
});

/** The last ```js block of the page: a plugin with types. */
const [typedPlugin = ""] =
  readFileSync(`${root}docs/plugins.md`, "utf8")
    .match(/(?<=```js\n)[\s\S]*?(?=```)/g)
    ?.slice(-1) ?? [];

test("the documented typed plugin passes the compiler, and works from an included file", async () => {
  await using daemon = new Daemon({
    programs: "[program:cat]\ncommand=/bin/cat\n[include]\nfiles=conf.d/*.conf\n",
    files: {
      "conf.d/typed.mjs": typedPlugin,
      "conf.d/typed.conf": "[rpcinterface:typed]\nsupervisor.rpcinterface_factory = ./typed.mjs:makeInterface\n",
    },
  });
  mkdirSync(daemon.path("node_modules"));
  symlinkSync(root, daemon.path("node_modules/supervisor-ts"));
  symlinkSync(`${root}node_modules/@types`, daemon.path("node_modules/@types"));
  const compiler = `${root}node_modules/typescript/bin/tsc`;
  const settings = "--noEmit --strict --allowJs --checkJs --module nodenext --target es2022 --types node".split(" ");
  const compile = (file: string) =>
    complete(process.execPath, [compiler, ...settings, file], { cwd: daemon.directory });
  assert.deepEqual(compile("conf.d/typed.mjs"), { status: 0, stdout: "", stderr: "" });
  writeFileSync(daemon.path("conf.d/wrong.mjs"), typedPlugin.replace('type: "int"', 'type: "number"'));
  assert.match(compile("conf.d/wrong.mjs").stdout, /"number"' is not assignable to type 'ParamType'/);

  await daemon.start();
  await daemon.untilState("cat", "RUNNING");
  assert.match(await daemon.rpc("typed.signal", "cat", 18), /<int>1<\/int>/);
  assert.match(await daemon.rpc("typed.signal", "cat", "18"), /<int>1<\/int>/);
  assert.match(await daemon.rpc("typed.signal", "cat", "CONT"), /INCORRECT_PARAMETERS: signal must be of type int/);
  assert.match(await daemon.rpc("typed.signal", "nobody", 18), /BAD_NAME: nobody/);
  assert.match(await daemon.rpc("system.methodSignature", "typed.signal"), /int[\s\S]*string[\s\S]*int/);
});

test("what cannot be loaded is refused at the start, with its line", async () => {
  for (const [factory, why] of [
    [
      "supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface",
      "no module named 'supervisor_twiddler.rpcinterface'",
    ],
    ["./counters.cjs:nothing", "exports no function 'nothing'"],
    ["./missing.cjs:makeInterface", "/missing.cjs'"],
  ] as const) {
    await using daemon = new Daemon({
      programs: `[rpcinterface:twiddler]\nsupervisor.rpcinterface_factory = ${factory}\n`,
      files,
    });
    const { status, stderr } = complete(`${bin}/supervisord`, ["-n", "-c", daemon.configuration]);
    assert.equal(status, 2);
    assert.match(
      stderr,
      /supervisord\.conf:\d+: supervisor\.rpcinterface_factory: .* within \[rpcinterface:twiddler\]: /,
    );
    assert.ok(stderr.includes(why), stderr);
  }
});

test("a factory that throws is told, and the daemon does not start", async () => {
  await using daemon = new Daemon({
    programs: "[rpcinterface:bad]\nsupervisor.rpcinterface_factory = ./bad.cjs:make\n",
    files: { "bad.cjs": "exports.make = () => { throw new Error('not today'); };\n" },
  });
  const { status, stderr } = complete(`${bin}/supervisord`, ["-n", "-c", daemon.configuration]);
  assert.equal(status, 2);
  assert.match(stderr, /Could not make bad rpc interface: not today/);
});

test("a result that XML-RPC cannot carry, and a fault of the plugin's own, cost their call and nothing else", async () => {
  await using daemon = new Daemon({
    programs: "[rpcinterface:odd]\nsupervisor.rpcinterface_factory = odd-plugin:make\n",
    files: {
      "node_modules/odd-plugin/package.json": `{ "name": "odd-plugin", "type": "module", "main": "main.js" }`,
      "node_modules/odd-plugin/main.js": `export async function make(control, options, life) {
        const circle = {}; circle.self = circle;
        const method = (name, run) => ({ name, doc: "d", returns: { type: "struct", doc: "" }, run });
        return [
          method("refuses", () => life.fault("NOT_RUNNING", "tired")),
          method("throwsFault", () => { throw life.fault("BAD_NAME", "nobody") }),
          method("rejects", async () => { throw "a text" }),
          method("nothing", () => {}),
          method("circle", () => circle),
          method("klass", () => ({ a: [new Map()] })),
          method("noDate", () => new Date(NaN)),
          method("leavesOut", () => ({ a: undefined, b: 1 })),
          method("later", async () => { setTimeout(() => { throw new Error("out of turn") }, 0); return true }),
        ];
      }`,
    },
  });
  await daemon.start();
  const client = new SupervisorClient(`unix://${daemon.socket}`);
  const multicall = async (name: string): Promise<string> =>
    renderResponse(await client.call("system.multicall", [[{ methodName: `odd.${name}`, params: [] }]]));
  for (const [name, answer] of [
    ["refuses", /<int>70<\/int>[\s\S]*NOT_RUNNING: tired/],
    ["throwsFault", /<int>10<\/int>[\s\S]*BAD_NAME: nobody/],
    ["rejects", /<int>30<\/int>[\s\S]*FAILED: a text/],
    ["nothing", /<int>30<\/int>[\s\S]*the result of odd\.nothing is undefined/],
    ["circle", /<int>30<\/int>[\s\S]*contains itself/],
    ["klass", /<int>30<\/int>[\s\S]*odd\.klass\.a\[0\] is a Map/],
    ["noDate", /<int>30<\/int>[\s\S]*is an invalid date/],
    ["leavesOut", /<struct>\s*<member>\s*<name>b<\/name>\s*<value><int>1<\/int><\/value>\s*<\/member>\s*<\/struct>/],
    ["later", /<boolean>1<\/boolean>/],
  ] as const) {
    assert.match(await daemon.rpc(`odd.${name}`), answer, name);
    assert.match(await multicall(name), answer, name);
  }
  client.close();
  assert.match(daemon.log, /CRIT XML-RPC method odd\.nothing\(\) failed unexpectedly: TypeError: the result/);
  await until("the error out of turn is logged", () =>
    /CRIT unexpected error, going on: Error: out of turn/.test(daemon.log),
  );
  assert.match(await daemon.rpc("supervisor.getState"), /RUNNING/);
});

test("a reload makes the interface afresh, after the signal of the life before has fired", async () => {
  await using daemon = new Daemon({
    programs: "[rpcinterface:life]\nsupervisor.rpcinterface_factory = ./life.mjs:make\n",
    files: {
      "life.mjs": `let lives = 0;
        export function make({ log }, options, { signal }) {
          const life = ++lives;
          signal.addEventListener("abort", () => log.log("info", "life " + life + " is over"));
          return [{ name: "count", doc: "d", returns: { type: "int", doc: "" }, run: () => life }];
        }`,
    },
  });
  await daemon.start();
  assert.match(await daemon.rpc("life.count"), /<int>1<\/int>/);
  assert.equal(daemon.ctl("reload").status, 0);
  await until("the second life answers", async () =>
    /<int>2<\/int>/.test(await daemon.rpc("life.count").catch(() => "")),
  );
  assert.match(daemon.log, /INFO life 1 is over/);
});

describe("a plugin that cannot be used keeps supervisord from starting, with the line of the section", () => {
  const method = `doc: "d", returns: { type: "int", doc: "" }, run: () => 1`;
  for (const [what, module, message] of [
    ["a faulty module", "export function make( {", /p\.mjs' cannot be loaded: /],
    ["a module that throws", "throw new Error('at load')", /cannot be loaded: at load/],
    ["a module that throws no error", "throw undefined", /cannot be loaded: undefined/],
    ["a module that wants what is missing", "import 'not-there';", /p\.mjs' cannot be loaded: .*'not-there'/],
    ["an await outside of functions", "await 1; export function make() {}", /an await outside of functions/],
    ["a factory that throws", "export function make() { throw new Error('no way') }", /: no way \(/],
    ["a factory that rejects", "export async function make() { throw new Error('no way') }", /: no way \(/],
    ["a factory without methods", "export function make() {}", /did not return an array of methods/],
    ["a private name", `export const make = () => [{ name: "_a", ${method} }]`, /bad method name _a/],
    ["a dotted name", `export const make = () => [{ name: "a.b", ${method} }]`, /bad method name a\.b/],
    [
      "a parameter of an unknown type",
      `export const make = () => [{ name: "a", params: [{ name: "p", type: "number", doc: "" }], ${method} }]`,
      /param p of a has no type of these: string, int, double, boolean, array, struct/,
    ],
    [
      "an optional parameter before others",
      `const [p, q] = ["p", "q"].map((name) => ({ name, type: "int", doc: "", optional: name === "p" }));
       export const make = () => [{ name: "a", params: [p, q], ${method} }]`,
      /the optional params of a must stand last/,
    ],
    [
      "two methods of one name",
      `export const make = () => [{ name: "a", ${method} }, { name: "a", ${method} }]`,
      /two methods named a/,
    ],
  ] as const) {
    test(what, async () => {
      await using daemon = new Daemon({
        programs: "[rpcinterface:x]\nsupervisor.rpcinterface_factory = ./p.mjs:make\n",
        files: { "p.mjs": module },
      });
      const { status, stderr } = complete(`${bin}/supervisord`, ["-n", "-c", daemon.configuration]);
      assert.equal(status, 2);
      assert.match(
        stderr,
        /^Error: \S+supervisord\.conf:\d+: (\[rpcinterface:x\] )?supervisor\.rpcinterface_factory: /m,
      );
      assert.match(stderr, message);
    });
  }
});

test("supervisorctl refuses commands that it cannot use, with their line", async () => {
  const rest = `summary: "s", run() {}`;
  for (const [factory, module, message] of [
    ["some.python:make", "", /: no module named 'some\.python'/],
    ["./p.mjs:make", "export async function make() { throw new Error('no way') }", /: no way\n/],
    ["./p.mjs:make", `export const make = () => [{ name: "status", ${rest} }]`, /there is a command status already/],
    ["./p.mjs:make", `export const make = () => [{ name: "a-b", ${rest} }]`, /bad command name a-b/],
  ] as const) {
    await using daemon = new Daemon({
      programs: `[ctlplugin:x]\nsupervisor.ctl_factory = ${factory}\n`,
      files: { "p.mjs": module },
    });
    const { status, stderr } = daemon.ctl("version");
    assert.equal(status, 2, stderr);
    assert.match(stderr, /^Error: \S+supervisord\.conf:\d+: (\[ctlplugin:x\] )?supervisor\.ctl_factory: /);
    assert.match(stderr, message);
  }
});

test("a plugin learns how its own children ended, while programs of the daemon come and go", async () => {
  const plugin = `const { execFile } = require("node:child_process");
    const run = (code) => new Promise((resolve) => execFile("/bin/sh", ["-c", "exit " + code], (error) => resolve(error?.code ?? 0)));
    exports.make = () => [{
      name: "codes", doc: "Runs children.", params: [], returns: { type: "array", doc: "Exit codes" },
      run: () => Promise.all(Array.from({ length: 40 }, (_, code) => run(code))),
    }];`;
  await using daemon = new Daemon({
    programs:
      "[program:flapping]\ncommand=/bin/sh -c 'exit 3'\nnumprocs=4\nprocess_name=%(program_name)s_%(process_num)d\n" +
      "startsecs=0\nautorestart=true\n[rpcinterface:mine]\nsupervisor.rpcinterface_factory = ./mine.cjs:make\n",
    files: { "mine.cjs": plugin },
  });
  await daemon.start();
  const codes = [...(await daemon.rpc("mine.codes")).matchAll(/<int>(\d+)<\/int>/g)].map(([, code]) => Number(code));
  assert.deepEqual(
    codes,
    Array.from({ length: 40 }, (_, code) => code),
  );
  assert.doesNotMatch(daemon.log, /reaped unknown pid/);
  assert.match(daemon.log, /exited: flapping_0 \(exit status 3; not expected\)/);
});
