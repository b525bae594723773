/** Who may do what over HTTP, and what the daemon pays for readers that are many, slow or stuck. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { Daemon } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { ask, askJson, EventReader } from "../helpers/http-client.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

interface Started extends AsyncDisposable {
  readonly daemon: Daemon;
  readonly url: string;
}

async function start(programs: string, inetOptions = ""): Promise<Started> {
  const port = await freePort();
  const inet = `[inet_http_server]\nport=127.0.0.1:${port}\n${inetOptions}\n`;
  const daemon = await new Daemon({ supervisord: "loglevel=info", programs: inet + programs }).start();
  const url = `http://127.0.0.1:${port}`;
  return { daemon, url, [Symbol.asyncDispose]: async () => void (await daemon.stop()) };
}

const cat = "[program:cat]\ncommand=/bin/cat\n";

async function pidOf(url: string): Promise<number> {
  const { body } = await askJson(`${url}/api/v1/processes/cat`);
  return (body as { pid: number }).pid;
}

async function running(url: string): Promise<void> {
  await until("cat runs", async () => {
    const { body } = await askJson(`${url}/api/v1/processes/cat`);
    return (body as { state: string }).state === "RUNNING";
  });
}

suite("over HTTP", () => {
  test("every route answers 401 without credentials", async () => {
    await using started = await start(cat, "username=op\npassword=secret");
    const { url } = started;
    const authorization = `Basic ${Buffer.from("op:secret").toString("base64")}`;
    const reply = await ask(`${url}/api/v1/openapi.json`, { headers: { authorization } });
    const { paths } = JSON.parse(reply.text) as { paths: Record<string, Record<string, unknown>> };
    const routes: [string, string][] = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => [method.toUpperCase(), `/api/v1${path.replace(/\{\w+\}/g, "cat")}`] as const,
      ),
    );
    assert.ok(routes.length > 30);
    for (const path of ["/", "/index.html", "/tail.html", "/metrics", "/assets/app.js", "/favicon.ico", "/nothing"]) {
      routes.push(["GET", path]);
    }
    routes.push(["GET", "/api/v1/openapi.json"], ["POST", "/index.html"], ["POST", "/RPC2"]);
    for (const [method, path] of routes) {
      for (const headers of [{}, { authorization: `Basic ${Buffer.from("op:wrong").toString("base64")}` }]) {
        const { status, text } = await ask(url + path, { method, headers });
        assert.equal(status, 401, `${method} ${path}`);
        assert.doesNotMatch(text, /cat/);
      }
    }
    assert.equal((await ask(`${url}/`, { headers: { authorization } })).status, 200);
  });

  test("a page of another origin cannot act, scripts and the own page can", async () => {
    await using started = await start(cat);
    const { url } = started;
    await running(url);
    const pid = await pidOf(url);
    const host = new URL(url).host;
    const foreign: readonly Readonly<Record<string, string>>[] = [
      { origin: "http://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site", origin: "http://evil.example" },
      { "sec-fetch-site": "same-site" },
    ];
    const json = { "content-type": "application/json" };
    for (const headers of foreign) {
      for (const path of ["processes/restart", "processes/cat/restart", "shutdown", "configuration/update"]) {
        const options = { method: "POST", headers: { ...headers, ...json }, body: "{}" };
        assert.equal((await ask(`${url}/api/v1/${path}`, options)).status, 403, path);
      }
      const form = { ...headers, "content-type": "application/x-www-form-urlencoded" };
      const posted = await ask(`${url}/index.html`, { method: "POST", headers: form, body: "action=restartall" });
      assert.equal(posted.status, 403);
    }
    const browser = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64)" };
    const sneaky: readonly Readonly<Record<string, string>>[] = [
      ...foreign,
      { ...browser },
      { ...browser, referer: "http://evil.example/" },
      { ...browser, referer: `http://evil.example/?${host}` },
      { ...browser, referer: `http://${host}.evil.example/` },
      { ...browser, "upgrade-insecure-requests": "1" },
      { "sec-fetch-site": "none", "sec-purpose": "prefetch" },
    ];
    for (const headers of sneaky) {
      for (const action of ["action=restart&processname=cat", "action=stopall"]) {
        const { status, text } = await ask(`${url}/index.html?${action}`, { headers });
        assert.equal(status, 403, JSON.stringify(headers));
        assert.match(text, /Nothing has been done yet/);
      }
    }
    assert.equal(await pidOf(url), pid, "nothing has happened");

    const own: readonly Readonly<Record<string, string>>[] = [
      {},
      { "user-agent": "curl/8.5.0" },
      { "sec-fetch-site": "same-origin" },
      { "sec-fetch-site": "none", ...browser },
      { ...browser, referer: `http://${host}/index.html` },
    ];
    for (const headers of own) {
      const { status } = await ask(`${url}/index.html?action=clearlog&processname=cat`, { headers });
      assert.equal(status, 301, JSON.stringify(headers));
    }
    const headers = { "user-agent": "curl/8.5.0" };
    const before = await pidOf(url);
    const head = await ask(`${url}/index.html?action=restart&processname=cat`, { method: "HEAD", headers });
    assert.equal(head.status, 405);
    assert.equal(await pidOf(url), before, "who asks for headers only wants nothing done");
    const options = { method: "POST", headers: { origin: url, ...json }, body: "{}" };
    assert.equal((await ask(`${url}/api/v1/processes/restart?wait=20`, options)).status, 200);
    assert.notEqual(await pidOf(url), pid);
  });

  test("pages allow no script but the daemon's own, and no page frames them", async () => {
    await using started = await start(cat);
    const { headers, text } = await ask(`${started.url}/`);
    const policy = String(headers["content-security-policy"]);
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'self'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.doesNotMatch(text, /<script(?![^>]* src=)|\son\w+=|\sstyle=/);
    assert.equal(headers["x-content-type-options"], "nosniff");
  });

  test("the page's files come compressed, are kept by caches, and are all relative", async () => {
    await using started = await start(cat);
    const { url } = started;
    const { text } = await ask(`${url}/`);
    const addresses = [...text.matchAll(/(?:src|href|action)="([^"]+)"/g)].map((match) => match[1] ?? "");
    assert.ok(addresses.length > 5);
    for (const address of addresses) assert.doesNotMatch(address, /^\/|^https?:/, "a path before it would break it");
    let total = 0;
    for (const address of addresses.filter((one) => /app\.(?:js|css)/.test(one))) {
      const plain = await ask(`${url}/${address}`);
      assert.equal(plain.status, 200);
      const packed = await ask(`${url}/${address}`, { headers: { "accept-encoding": "gzip, br" } });
      assert.equal(packed.headers["content-encoding"], "br");
      assert.match(String(packed.headers["cache-control"]), /immutable/);
      total += Number(packed.headers["content-length"]);
      const again = await ask(`${url}/${address}`, { headers: { "if-none-match": String(packed.headers["etag"]) } });
      assert.equal(again.status, 304);
    }
    assert.ok(total > 5_000 && total < 100_000, `${total} bytes`);
    for (const path of ["/assets/../app.js", "/assets/%2e%2e/supervisord.cjs", "/assets/constructor", "/assets/"]) {
      assert.equal((await ask(url + path)).status, 404, path);
    }
  });

  test("a reader that never reads costs bounded memory, and delays nobody", async () => {
    const flood =
      "[program:flood]\ncommand=/bin/sh -c 'yes 0123456789abcdefghijklmnopqrstuvwxyz | head -c 150000000; exec sleep 600'\n";
    await using started = await start(`${flood}stdout_logfile_maxbytes=0\n`);
    const { daemon, url } = started;
    await until("the log is written", async () => {
      const { body } = await askJson(`${url}/api/v1/processes/flood`);
      return (body as { stdout: { bytes: number } }).stdout.bytes === 150_000_000;
    });
    const before = residentBytes(daemon.pid);
    const paths = [
      "logs/events?channel=stdout&tail=16777216",
      "logs/stdout?download=1",
      "logs/stdout?offset=1000&length=16777216",
    ];
    const stuck = paths.flatMap((path) =>
      Array.from({ length: 10 }, () => new EventReader(`${url}/api/v1/processes/flood/${path}`)),
    );
    for (const reader of stuck) {
      await reader.until("the answer begins", ({ status }) => status === 200);
      reader.pause();
    }
    for (let i = 0; i < 20; i++) assert.equal((await ask(`${url}/api/v1/processes`)).status, 200);
    const grown = residentBytes(daemon.pid) - before;
    assert.ok(grown < 60_000_000, `${grown} bytes more for 30 readers`);
    for (const reader of stuck) reader.close();
    await until(
      "their files are closed",
      () =>
        !daemon.descriptorTargets.some((target) => /flood/.test(target) && / \(/.test(target)) &&
        countOf(daemon, "flood-stdout") <= 1,
    );
  });

  test("a reader that falls behind is told how things are in the end, not every step", async () => {
    // Long names make large changes out of few processes.
    const many = `[program:many]\ncommand=/bin/cat\nprocess_name=${"n".repeat(180)}_%(process_num)03d\nnumprocs=200\nstartsecs=0\n`;
    await using started = await start(many);
    const { url } = started;
    const states = async (): Promise<readonly string[]> => {
      const { body } = await askJson(`${url}/api/v1/processes`);
      return (body as { state: string; pid: number }[]).map(({ state, pid }) => `${state} ${pid}`);
    };
    await until("they run", async () => (await states()).every((one) => one.startsWith("RUNNING")));
    const reader = new EventReader(`${url}/api/v1/events`);
    await reader.until("a snapshot", (one) => one.of("snapshot").length === 1);
    reader.pause();
    const rounds = 12;
    for (let round = 0; round < rounds; round++) {
      assert.equal((await ask(`${url}/api/v1/groups/many/restart?wait=60`, { method: "POST" })).status, 200);
    }
    const wanted = await states();
    reader.resume();
    // On a machine under load this took so long that the reader was let go; it comes back as browsers do.
    const readers = [reader];
    const known = new Map<string, string>();
    await until("it knows how things are", () => {
      const last = readers.at(-1) ?? reader;
      if (last.ended) readers.push(new EventReader(`${url}/api/v1/events`, { "Last-Event-ID": last.lastId ?? "" }));
      for (const { event, body } of readers.flatMap(({ events }) => events)) {
        for (const process of event === "snapshot" ? body.processes : event === "process" ? [body] : []) {
          known.set(process.id, `${process.state} ${process.pid}`);
        }
      }
      return [...known.values()].join() === wanted.join();
    });
    const told = readers.reduce((sum, one) => sum + one.of("process").length, 0);
    assert.ok(told < 200 * rounds * 4, `${told}: not every step was told`);
    for (const one of readers) one.close();
  });

  test("two hundred streams at once are served, and leave nothing behind", async () => {
    await using started = await start(cat);
    const { daemon, url } = started;
    await running(url);
    const descriptors = daemon.descriptors;
    const readers = Array.from({ length: 200 }, () => new EventReader(`${url}/api/v1/events?usage=1`));
    for (const reader of readers) await reader.until("a snapshot", (one) => one.of("snapshot").length === 1);
    assert.equal((await ask(`${url}/api/v1/processes/cat/restart?wait=20`, { method: "POST" })).status, 200);
    for (const reader of readers) {
      await reader.until("the restart", (one) => one.of("process").some(({ body }) => body.state === "RUNNING"));
    }
    for (const reader of readers) reader.close();
    await until("the connections are gone", () => daemon.descriptors <= descriptors);
  });

  test("streams end when the daemon does", async () => {
    const started = await start(cat);
    await running(started.url);
    const reader = new EventReader(`${started.url}/api/v1/events`);
    await reader.until("a snapshot", (one) => one.of("snapshot").length === 1);
    assert.equal(await started.daemon.stop(), 0);
    assert.ok(reader.of("supervisor").some(({ body }) => body.state === "SHUTDOWN"));
    await reader.until("the end", ({ ended }) => ended);
  });

  test(
    "promtool accepts the figures, and dashboards for Supervisor's exporters find theirs",
    requires("/usr/bin/promtool"),
    async () => {
      const hostile = `[program:a"}1\\n#{x="\\\\"]\ncommand=/bin/cat\n`;
      const listener = "[eventlistener:ear]\ncommand=/bin/cat\nevents=TICK_60\n";
      await using started = await start(
        `${cat}[program:ends]\ncommand=/bin/sh -c 'exit 7'\nautorestart=false\nstartsecs=0\n${listener}${hostile}`,
      );
      const { url } = started;
      await running(url);
      const { text, headers } = await ask(`${url}/metrics`);
      assert.match(String(headers["content-type"]), /^text\/plain; version=0\.0\.4/);
      const lint = spawnSync("/usr/bin/promtool", ["check", "metrics"], { input: text, encoding: "utf8" });
      // These three names are others' and stay.
      const complaints = `${lint.stdout}${lint.stderr}`
        .split("\n")
        .filter((line) => line !== "" && !/^supervisor_process_(?:info|uptime) |^supervisord_up /.test(line));
      assert.deepEqual(complaints, []);
      assert.match(text, /^supervisord_up 1$/m);
      const names = new Set(
        [...text.matchAll(/^supervisor_process_starts_total\{name="((?:[^"\\]|\\.)*)"/gm)].map((one) => one[1]),
      );
      assert.equal(names.size, 4, [...names].join(" "));
      assert.match(text, /^supervisor_process_info\{name="cat",group="cat",state="RUNNING",exit_status="0"\} 1$/m);
      assert.match(text, /^supervisor_process_info\{name="ends",group="ends",state="EXITED",exit_status="7"\} 0$/m);
      assert.match(text, /^supervisor_process_uptime\{name="cat",group="cat"\} [\d.]+$/m);
      assert.match(text, /^supervisor_process_exits_total\{name="ends",group="ends",status="7"\} 1$/m);
      assert.match(text, /^supervisor_event_queue_length\{pool="ear"\} \d$/m);
      assert.match(text, /^supervisor_process_resident_memory_bytes\{name="cat",group="cat"\} \d+$/m);
    },
  );
});

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}

function countOf(daemon: Daemon, part: string): number {
  return daemon.descriptorTargets.filter((target) => target.includes(part)).length;
}
