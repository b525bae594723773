/** What docs/web.md and docs/http-api.md show, run as it stands there. (The nginx example: test/browser/behind-nginx.test.ts.) */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, suite, test } from "node:test";
import { Daemon, root } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { ask } from "../helpers/http-client.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

const web = readFileSync(`${root}docs/web.md`, "utf8");
const api = readFileSync(`${root}docs/http-api.md`, "utf8");

/** The code blocks of a language, in order. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].flatMap(([, name, block]) =>
    name === language && block !== undefined ? [block] : [],
  );
}

const sha = createHash("sha1").update("password").digest("hex");

/** A documented section with the port, and what stands for a password, replaced. */
function section(block: string, port: number): string {
  return block.replace("127.0.0.1:9001", `127.0.0.1:${port}`).replace("{SHA}...", `{SHA}${sha}`);
}

suite("docs/http-api.md and docs/web.md", requires("/usr/bin/curl"), () => {
  let daemon: Daemon;
  let port = 0;

  before(async () => {
    port = await freePort();
    const [inet = ""] = blocks(web, "ini");
    assert.match(inet, /username = operator\npassword = \{SHA\}\.\.\./);
    const programs = "[program:web]\ncommand=/bin/cat\n";
    daemon = await new Daemon({ programs: `${section(inet, port)}${programs}` }).start();
    await daemon.untilState("web", "RUNNING");
  });
  after(() => daemon.stop());

  const commands = api.split("\n").flatMap((line) => (line.startsWith("    ") ? [line.trim()] : []));
  /** The same command for this daemon. */
  const here = (command: string): string =>
    command
      .replace("/run/supervisor.sock", daemon.socket)
      .replaceAll("localhost:9001", `localhost:${port}`)
      .replace(/-u \S+/, "-u operator:password")
      .replace(/^curl /, "curl -sS ");

  test("every line of the examples is known here", () => {
    assert.equal(commands.length, 3);
    assert.deepEqual(
      blocks(web, "ini").map((block) => block.split("\n").length),
      [5, 4],
    );
    assert.deepEqual([...web.matchAll(/^```(\w+)/gm)].map(([, name]) => name).sort(), ["ini", "ini", "nginx", "yaml"]);
    assert.equal([...api.matchAll(/^```/gm)].length, 0);
  });

  test("curl lists the processes through the socket", () => {
    const { stdout, stderr, status } = spawnSync("/bin/sh", ["-c", here(commands[0] ?? "")], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.equal(JSON.parse(stdout)[0].id, "web");
  });

  test("curl restarts a process and waits", async () => {
    const before = await daemon.pidOf("web");
    const { stdout, stderr, status } = spawnSync("/bin/sh", ["-c", here(commands[1] ?? "")], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    const { state, pid } = JSON.parse(stdout);
    assert.equal(state, "RUNNING");
    assert.notEqual(pid, before);
  });

  test("curl follows a log", async () => {
    const [, ...words] = here(commands[2] ?? "").split(" ");
    const child = spawn("curl", words);
    try {
      let text = "";
      child.stdout.on("data", (chunk) => {
        text += chunk;
      });
      await until("it is live", () => /event: live/.test(text));
      writeFileSync(`/proc/${await daemon.pidOf("web")}/fd/0`, "hello\n");
      await until("the line has come", () => /"text":"hello\\n"/.test(text));
    } finally {
      child.kill();
    }
  });

  test("allowed_hosts lets in who is named", async () => {
    const [, block = ""] = blocks(web, "ini");
    const other = await freePort();
    const guarded = await new Daemon({ programs: section(block, other) }).start();
    try {
      const status = async (host: string): Promise<number> =>
        (await ask(`http://127.0.0.1:${other}/`, { headers: { host } })).status;
      for (const host of ["box.example.com", `x.intern.example.com:${other}`, "localhost"]) {
        assert.equal(await status(host), 200, host);
      }
      for (const host of ["example.com", "intern.example.com", "evil.example"]) {
        assert.equal(await status(host), 421, host);
      }
    } finally {
      await guarded.stop();
    }
  });

  test("Prometheus takes the configuration", requires("/usr/bin/promtool"), () => {
    const [block = ""] = blocks(web, "yaml");
    const file = daemon.path("prometheus.yml");
    writeFileSync(file, block);
    const { status, stdout, stderr } = spawnSync("/usr/bin/promtool", ["check", "config", file], { encoding: "utf8" });
    assert.equal(status, 0, stdout + stderr);
  });

  test("every name in the table of figures is told, and every figure is in the table", async () => {
    const authorization = `Basic ${Buffer.from("operator:password").toString("base64")}`;
    const { text } = await ask(`http://127.0.0.1:${port}/metrics`, { headers: { authorization } });
    const told = new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
    const [, table = ""] = /\n\| name \| labels \| \|\n([\s\S]*?)\n\n/.exec(web) ?? [];
    const named = new Set<string>();
    for (const row of table.split("\n").slice(1)) {
      const names = [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, name]) => name ?? "");
      const [first = ""] = names;
      const stem = /^(supervisord|supervisor_event_queue)_/.exec(first)?.[1] ?? "";
      for (const name of names) named.add(name.startsWith("_") ? stem + name : name);
    }
    assert.deepEqual(
      [...told].filter((name) => !named.has(name ?? "")),
      [],
    );
    // What needs a listener, or the end of a process, is not there yet.
    const later = /^supervisor_(?:event_queue_|process_exits_)/;
    assert.deepEqual(
      [...named].filter((name) => !told.has(name) && !later.test(name)),
      [],
    );
  });
});
