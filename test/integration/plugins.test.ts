import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bin, complete, Daemon, root } from "../helpers/daemon.ts";

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

test("what cannot be loaded is refused at the start, with its line", async () => {
  for (const [factory, why] of [
    [
      "supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface",
      "no module named 'supervisor_twiddler.rpcinterface'",
    ],
    ["./counters.cjs:nothing", "exports no function 'nothing'"],
    ["./missing.cjs:makeInterface", "no module named './missing.cjs'"],
  ] as const) {
    await using daemon = new Daemon({
      programs: `[rpcinterface:twiddler]\nsupervisor.rpcinterface_factory = ${factory}\n`,
      files,
    });
    const { status, stderr } = complete(`${bin}/supervisord`, ["-n", "-c", daemon.configuration]);
    assert.equal(status, 2);
    assert.match(stderr, /supervisord\.conf:\d+: \[rpcinterface:twiddler\] supervisor\.rpcinterface_factory: /);
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
