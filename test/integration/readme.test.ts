/** The README's commands, run as they stand there. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { complete, isAlive, root } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

const readme = readFileSync(join(root, "README.md"), "utf8");

/** The code blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].flatMap(([, name, text]) =>
    name === language && text !== undefined ? [text] : [],
  );
}

test("the README's configuration and the commands after it do what it says", async () => {
  const directory = mkdtempSync(join(tmpdir(), "supervisor-readme-"));
  try {
    const here = (text: string): string => text.replaceAll("/tmp/", `${directory}/`);
    writeFileSync(join(directory, "supervisord.conf"), here(blocks("ini")[0] ?? ""));
    const commands = blocks("sh")
      .flatMap((text) => text.split("\n"))
      .filter((line) => line.startsWith("bin/"));
    assert.ok(commands.length >= 4);
    const outputs: string[] = [];
    for (const command of commands) {
      if (command.includes(" status")) {
        const running = (): boolean => /cat +RUNNING/.test(run(command).stdout);
        await until("cat is RUNNING", running);
      }
      const { status, stdout, stderr } = run(command);
      assert.equal(status, 0, `${command}\n${stderr}`);
      outputs.push(stdout);
    }
    assert.match(outputs.join(""), /cat +RUNNING +pid \d+, uptime 0:00:0\d\ncat: stopped\ncat: started\nShut down\n/);

    function run(command: string) {
      return complete("/bin/sh", ["-c", command.replaceAll("bin/", `${root}bin/`)], { cwd: directory });
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

function fetchText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  const free = await Promise.race([
    once(server, "listening").then(() => true),
    once(server, "error").then(() => false),
  ]);
  server.close();
  return free;
}

const portsFree = (await isFree(9001)) && (await isFree(9080));

test("npm start tells of a taken port first, and does not say that it runs", async () => {
  const server = createServer();
  // Whoever has it: it is taken.
  await new Promise((resolve) => server.once("error", resolve).listen(9080, "127.0.0.1", () => resolve(undefined)));
  try {
    const npm = spawn("npm", ["start"], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [npm.stdout, npm.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
    const [status] = await once(npm, "close");
    assert.equal(status, 1);
    assert.match(output, /^Cannot run the example: 127\.0\.0\.1:90[08][01], which .* needs, is not free/m);
    assert.doesNotMatch(output, /^Running/m);
  } finally {
    server.close();
  }
});

test("npm start runs the example; Ctrl-C stops everything", {
  skip: portsFree ? false : "ports 9001 and 9080 are taken",
}, async () => {
  // A process group of its own, which gets SIGINT as a whole: that is what a terminal does on Ctrl-C.
  const npm: ChildProcess = spawn("npm", ["start"], { cwd: root, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [npm.stdout, npm.stderr]) stream?.on("data", (chunk) => (output += String(chunk)));
  const ctl = (...args: string[]) =>
    complete(join(root, "bin/supervisorctl"), ["-s", "http://127.0.0.1:9001", ...args]);
  const running = (): string[] =>
    (ctl("status").stdout.match(/^\S+ +RUNNING/gm) ?? []).map((line) => line.split(" ")[0] ?? "");
  try {
    await until("all four programs run", () => running().length === 4, 120_000);
    assert.deepEqual(running(), ["crasher", "web", "worker:worker_00", "worker:worker_01"]);
    assert.match(await fetchText("http://127.0.0.1:9080/"), /^Hello from pid \d+/);
    await until("it says that it runs", () => /^Running/m.test(output));
    assert.match(output, /supervisorctl -s http:\/\/127\.0\.0\.1:9001 status/);
    const pids = ctl("pid", "all")
      .stdout.split("\n")
      .map(Number)
      .filter((pid) => pid > 0);
    process.kill(-(npm.pid ?? 0), "SIGINT");
    await once(npm, "exit");
    await until("no program is left", () => !pids.some(isAlive));
  } finally {
    if (npm.exitCode === null && npm.signalCode === null) process.kill(-(npm.pid ?? 0), "SIGKILL");
  }
});
