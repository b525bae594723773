/** The JSON API of a real daemon, and its OpenAPI document against what it really answers. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { after, before, suite, test } from "node:test";
import { Daemon } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { type AskOptions, ask, askJson, EventReader } from "../helpers/http-client.ts";
import { mismatches, resolve } from "../helpers/json-schema.ts";
import { faultsOf } from "../helpers/openapi.ts";
import { requiresPython } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

type Json = Readonly<Record<string, unknown>>;
// biome-ignore lint/suspicious/noExplicitAny: what comes back is checked against the document, property by property
type Any = any;

const programs = (port: number): string => `
[inet_http_server]
port=127.0.0.1:${port}
[program:cat]
command=/bin/cat
[program:off]
command=/bin/cat
autostart=false
[program:fails]
command=/bin/sh -c 'exit 3'
autostart=false
startretries=0
[program:nowhere]
command=/nowhere/at/all
autostart=false
startretries=0
[program:pair]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=2
[program:stubborn]
command=/bin/sh -c 'trap "" TERM; while :; do sleep 0.2; done'
stopwaitsecs=600
[include]
files=@DIR@/more.conf
`;

suite("the JSON API of a daemon", () => {
  let daemon: Daemon;
  let document: Any;
  let base = "";

  before(async () => {
    const port = await freePort();
    base = `http://127.0.0.1:${port}/api/v1`;
    daemon = await new Daemon({
      supervisord: "loglevel=info", // what programs write is not logged twice
      programs: programs(port),
      files: { "more.conf": "[program:more]\ncommand=/bin/cat\n" },
    }).start();
    document = (await askJson(`${base}/openapi.json`)).body;
    await until("cat runs", async () => (await get("/processes/cat")).state === "RUNNING");
  });
  after(async () => {
    // It would be waited for.
    const { body } = await askJson(`${base}/processes/stubborn`).catch(() => ({ body: undefined }));
    const { pid = null } = (body ?? {}) as { pid?: number | null };
    if (pid !== null) process.kill(pid, "SIGKILL");
    await daemon.stop();
  });

  /** "GET /processes": of what a good answer was held against the document. */
  const covered = new Set<string>();

  /** Asks, and holds the answer against what the document says of it. */
  async function call(method: string, path: string, expected: number, body?: unknown): Promise<Any> {
    const reply = await askJson(base + path, method, body);
    const what = `${method} ${path}`;
    assert.equal(reply.status, expected, `${what}: ${JSON.stringify(reply.body)}`);
    const operation = document.paths[templateOf(path)]?.[method.toLowerCase()];
    assert.ok(operation, `${what} is not described`);
    const content = operation.responses[String(expected)]?.content as Json | undefined;
    assert.ok(content, `${what} does not name the status ${expected}`);
    const type = expected < 400 ? "application/json" : "application/problem+json";
    const { schema } = content[type] as { schema: Json };
    if (expected < 400) covered.add(`${method} ${templateOf(path)}`);
    assert.deepEqual(mismatches(reply.body, schema, document), [], what);
    return reply.body;
  }

  const get = (path: string): Promise<Any> => call("GET", path, 200);
  const post = (path: string, expected = 200, body?: unknown): Promise<Any> => call("POST", path, expected, body);

  function templateOf(path: string): string {
    const [bare = ""] = path.split("?");
    const wanted = bare.split("/");
    const found = Object.keys(document.paths).filter((template) => {
      const parts = template.replace(/^\/$/, "").split("/");
      return parts.length === wanted.length && parts.every((part, i) => part.startsWith("{") || part === wanted[i]);
    });
    return found.sort((a, b) => a.split("{").length - b.split("{").length)[0] ?? bare;
  }

  test("the OpenAPI document is one of version 3.1, and its addresses lead here", async () => {
    assert.equal(document.openapi, "3.1.0");
    assert.deepEqual(faultsOf(document), []);
    for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)) {
      resolve(reference ?? "", document);
    }
    // As generated clients put addresses together: that of the server, and the path behind it.
    const server = new URL(document.servers[0].url, `${base}/openapi.json`).href;
    for (const path of ["/", "/processes", "/groups/pair"]) {
      assert.ok(document.paths[path] ?? document.paths["/groups/{group}"]);
      assert.equal((await ask(server + path)).status, 200, server + path);
    }
  });

  test("a validator of others finds it valid", requiresPython("openapi_spec_validator"), () => {
    const script = "import json,sys,openapi_spec_validator as v; v.validate(json.load(sys.stdin))";
    const { stderr } = spawnSync("python3", ["-c", script], { input: JSON.stringify(document), encoding: "utf8" });
    assert.equal(stderr, "");
  });

  test("says how the daemon and its processes are", async () => {
    const supervisor = await get("");
    assert.equal(supervisor.pid, daemon.pid);
    assert.equal(supervisor.state, "RUNNING");
    const all = await get("/processes");
    assert.deepEqual(
      all.map((one: Any) => one.id),
      ["cat", "fails", "more", "nowhere", "off", "pair:pair_0", "pair:pair_1", "stubborn"],
    );
    const cat = await get("/processes/cat");
    assert.equal(cat.pid, await daemon.pidOf("cat"));
    assert.equal(cat.starts, 1);
    assert.ok(cat.uptimeSeconds > 0);
    assert.ok(cat.usage.residentBytes > 100_000);
    assert.equal((await get("/groups")).length, 7);
    assert.equal((await get("/groups/pair")).processes.length, 2);
  });

  test("a process is started and stopped, waiting or not", async () => {
    assert.equal((await post("/processes/off/start?wait=20")).state, "RUNNING");
    assert.equal((await post("/processes/off/start", 409)).fault, 60);
    assert.equal((await post("/processes/off/restart?wait=20")).state, "RUNNING");
    assert.equal((await post("/processes/off/stop?wait=20")).state, "STOPPED");
    assert.equal((await post("/processes/off/stop", 409)).type, "urn:supervisor:fault:NOT_RUNNING");
    assert.equal((await post("/processes/off/start", 202)).state, "STARTING");
    await until("off runs", async () => (await get("/processes/off")).state === "RUNNING");
    await post("/processes/off/stop", 202);
    const stopped = await post("/groups/pair/stop?wait=20");
    assert.deepEqual(stopped.results.map((one: Any) => `${one.process} ${one.outcome}`).sort(), [
      "pair:pair_0 stopped",
      "pair:pair_1 stopped",
    ]);
    assert.equal((await post("/groups/pair/start", 202)).results[0].outcome, "begun");
  });

  test("who waits is not kept longer than asked for", async () => {
    assert.equal((await post("/processes/stubborn/stop?wait=1", 202)).state, "STOPPING");
  });

  test("a start that fails says why", async () => {
    assert.match(
      (await post("/processes/nowhere/start?wait=20", 404)).detail,
      /can't find command '\/nowhere\/at\/all'/,
    );
    assert.equal((await post("/processes/fails/start?wait=20", 409)).fault, 50);
    await until("fails is down", async () => (await get("/processes/fails")).state === "FATAL");
    const fails = await get("/processes/fails");
    assert.deepEqual(fails.exit, { code: 3, signal: null });
    const { how, code, attempts, lastLine, at } = fails.trouble;
    assert.deepEqual([how, code, attempts, lastLine, at], ["exit status 3", 3, 1, null, fails.stoppedAt]);
    assert.deepEqual(
      (await get("/processes?only=problems")).map((one: Any) => one.id),
      ["fails"],
    );
    const [life, ...others] = await get("/processes/fails/lives");
    assert.deepEqual([life.end, life.how, life.attempt, others.length], ["unexpected", "exit status 3", 1, 0]);
    assert.deepEqual([life.startedAt, life.endedAt], [fails.startedAt, fails.stoppedAt]);
  });

  test("a selection is acted on at once, and who needs nothing is left out", async () => {
    const { results } = await post("/processes/start?wait=20", 200, { processes: ["cat", "off"] });
    assert.deepEqual(results, [{ process: "off", ok: true, outcome: "started" }]);
    assert.equal((await post("/processes/signal", 200, { signal: "CONT", processes: ["pair:*"] })).results.length, 2);
    assert.equal((await post("/processes/signal", 400, { signal: "NONSENSE", processes: ["cat"] })).fault, 11);
    assert.equal((await post("/processes/cat/signal", 200, { signal: 18 })).state, "RUNNING");
  });

  test("what does not fit is refused, and says what would", async () => {
    await call("GET", "/processes/constructor", 404);
    await call("GET", "/processes/cat%00", 404);
    await post("/processes/cat/start?wait=soon", 400);
    await post("/processes/start", 400, { processes: "cat" });
    await post("/processes/start", 400, { processes: ["cat"], more: 1 });
    await post("/processes/start", 400, [1]);
    for (const path of ["/__proto__", "/processes/cat/constructor", "/processes/%E0%A4%A"]) {
      assert.equal((await ask(base + path)).status, 404, path);
    }
    for (const method of ["DELETE", "OPTIONS", "TRACE", "PROPFIND", "PATCH"]) {
      const wrong = await ask(`${base}/processes`, { method });
      assert.equal(wrong.status, 405, method);
      assert.equal(wrong.headers["allow"], "GET, HEAD");
      assert.equal(wrong.headers["content-type"], "application/problem+json");
    }
    assert.equal((await ask(`${base}/openapi.json`, { method: "POST" })).headers["allow"], "GET, HEAD");
    for (const path of ["/api", "/api/", "/api/v2/processes", "/api/v1x"]) {
      const reply = await ask(new URL(path, base).href);
      assert.equal(reply.status, 404, path);
      assert.match(JSON.parse(reply.text).detail, /the API is below \/api\/v1/);
    }
    const form = { "Content-Type": "text/plain" };
    assert.equal((await ask(`${base}/processes/stop`, { method: "POST", headers: form, body: "{}" })).status, 415);
    const huge = JSON.stringify({ text: "x".repeat(2_000_000) });
    const json = { "Content-Type": "application/json" };
    const reply = await ask(`${base}/processes/cat/stdin`, { method: "POST", headers: json, body: huge });
    assert.equal(reply.status, 413);
  });

  test("every route refuses as the document says", async () => {
    const json = { "content-type": "application/json" };
    for (const [template, operations] of Object.entries(document.paths as Record<string, Record<string, Any>>)) {
      for (const [lower, { responses, requestBody }] of Object.entries(operations)) {
        const method = lower.toUpperCase();
        const path = template.replace(/^\/$/, "").replace(/\{\w+\}/g, "nobody");
        const refusals: [number, AskOptions][] = [];
        if (template.includes("{") && requestBody === undefined) refusals.push([404, {}]);
        if (method !== "GET") refusals.push([403, { headers: { origin: "http://evil.example" } }]);
        if (requestBody !== undefined) {
          const plain = { headers: { "content-type": "text/plain" }, body: "{}" };
          refusals.push([415, plain], [400, { headers: json, body: "[" }], [400, { headers: json, body: '{"x":1}' }]);
          refusals.push([413, { headers: json, body: `"${"x".repeat(2_000_000)}"` }]);
        }
        for (const [status, options] of refusals) {
          const what = `${method} ${path} ${status}`;
          const reply = await ask(base + path, { method, ...options });
          assert.equal(reply.status, status, what);
          assert.equal(reply.headers["content-type"], "application/problem+json", what);
          const { schema } = responses[status].content["application/problem+json"];
          assert.deepEqual(mismatches(JSON.parse(reply.text), schema, document), [], what);
        }
      }
    }
  });

  test("logs are read by the byte, followed, downloaded and emptied", async () => {
    await post("/processes/cat/stdin", 200, { text: "first\nzweite äöü\n" });
    const path = "/processes/cat/logs";
    await until("it is logged", async () => (await ask(`${base}${path}/stdout`)).text.includes("zweite"));
    const slice = await ask(`${base}${path}/stdout?offset=6&length=6`);
    assert.equal(slice.text, "zweite");
    assert.equal(slice.headers["log-size"], "20");
    assert.equal((await ask(`${base}${path}/stdout?offset=-7`)).text, "äöü\n");
    const whole = await ask(`${base}${path}/stdout?download=1`);
    assert.equal(whole.text, "first\nzweite äöü\n");
    assert.match(String(whole.headers["content-disposition"]), /^attachment/);

    const reader = new EventReader(`${base}${path}/events?channel=stdout&tail=7`);
    await reader.until("the tail comes", (one) => one.of("live").length > 0);
    assert.equal(reader.of("output")[0]?.body.text, "äöü\n");
    await post("/processes/cat/stdin", 200, { text: "third\n" });
    await reader.until("the new line comes", (one) => one.of("output").at(-1)?.body.text === "third\n");
    reader.close();
    await post("/processes/cat/stdin", 200, { text: "missed\n" });
    const again = new EventReader(`${base}${path}/events?channel=stdout`, { "Last-Event-ID": reader.lastId ?? "" });
    await again.until("what was missed comes", (one) => one.of("output").length > 0);
    assert.equal(again.of("output")[0]?.body.text, "missed\n");

    await call("DELETE", path, 200);
    await again.until("the reader is told", (one) => one.of("restarted").length > 0);
    assert.equal((await ask(`${base}${path}/stdout`)).text, "");
    await post("/processes/cat/stdin", 200, { text: "anew\n" });
    await again.until("it goes on", (one) => one.of("output").at(-1)?.body.text === "anew\n");
    again.close();
    assert.match((await ask(`${base}/log`)).text, /spawned: 'cat'/);
  });

  test("a followed log survives rotation and truncation by others", async () => {
    const path = (await get("/processes/off")).stdout.path as string;
    writeFileSync(path, "one\n");
    const reader = new EventReader(`${base}/processes/off/logs/events?channel=stdout`);
    const texts = (): string =>
      reader
        .of("output")
        .map(({ body }) => body.text)
        .join("");
    await reader.until("one", () => texts() === "one\n");
    appendFileSync(path, "two\n");
    renameSync(path, `${path}.1`);
    writeFileSync(path, "three\n");
    await reader.until("three", () => texts() === "one\ntwo\nthree\n");
    truncateSync(path);
    await reader.until("the truncation is told", (one) => one.of("restarted").length === 2);
    appendFileSync(path, "four\n");
    await reader.until("four", () => texts().endsWith("four\n"));
    assert.deepEqual(
      reader.of("restarted").map(({ body }) => body.reason),
      ["rotated", "truncated"],
    );
    reader.close();
  });

  test("a reader that was away while the log was rotated misses nothing", async () => {
    const path = (await get("/processes/off")).stdout.path as string;
    writeFileSync(path, "one\n");
    const events = `${base}/processes/off/logs/events?channel=stdout`;
    const reader = new EventReader(events);
    await reader.until("one", (one) => one.of("output").length === 1);
    reader.close();
    appendFileSync(path, "two\n");
    renameSync(path, `${path}.1`);
    writeFileSync(path, "three\n");
    const again = new EventReader(events, { "Last-Event-ID": reader.lastId ?? "" });
    await again.until("all of it", (one) => one.of("live").length === 1);
    assert.deepEqual(
      again.events.map(({ event, body }) => body.text ?? body.reason ?? event),
      ["logs", "two\n", "rotated", "three\n", "live"],
    );
    again.close();
  });

  test("changes come as they happen, and a reader that was cut off misses none", async () => {
    const reader = new EventReader(`${base}/events`);
    await reader.until("the snapshot", ({ events }) => events.length > 0);
    const { supervisor, processes } = reader.of("snapshot")[0]?.body ?? {};
    assert.deepEqual(mismatches(supervisor, { $ref: "#/components/schemas/Supervisor" }, document), []);
    assert.equal(processes.length, 8);
    const states = (from: EventReader): readonly string[] =>
      from
        .of("process")
        .filter(({ body }) => body.id === "more")
        .map(({ body }) => body.state);
    await post("/processes/more/stop?wait=20");
    await reader.until("the stop", () => states(reader).length === 2);
    assert.deepEqual(states(reader), ["STOPPING", "STOPPED"]);
    const { lastId } = reader;
    reader.close();
    await post("/processes/more/start?wait=20");
    const again = new EventReader(`${base}/events`, { "Last-Event-ID": lastId ?? "" });
    await again.until("how it is now", () => states(again).length > 0);
    assert.deepEqual(states(again), ["RUNNING"]);
    assert.equal(again.of("snapshot").length, 0);
    for (const { body } of again.of("process")) {
      assert.deepEqual(mismatches(body, { $ref: "#/components/schemas/Process" }, document), []);
    }
    again.close();
    const lost = new EventReader(`${base}/events`, { "Last-Event-ID": "another-life-7" });
    await lost.until("a snapshot instead", (one) => one.of("snapshot").length === 1);
    lost.close();
  });

  test("figures are those of ps", async () => {
    const { usage, pid } = await get("/processes/cat");
    const ps = (format: string, of: number): string =>
      spawnSync("ps", ["-o", `${format}=`, "-p", String(of)], { encoding: "utf8" }).stdout.trim();
    // The kernel counts each processor's last few pages later, in one of its files or the other.
    const resident = Number(ps("rss", pid)) * 1024;
    assert.ok(Math.abs(usage.residentBytes - resident) < 1 << 20, `${usage.residentBytes}, ps: ${resident}`);
    // A program that burns a part of a core: both count the same seconds.
    const burn = `/bin/sh -c "while :; do i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done; sleep 0.1; done"`;
    writeFileSync(daemon.path("more.conf"), `[program:more]\ncommand=/bin/cat\n[program:burn]\ncommand=${burn}\n`);
    await post("/configuration/update", 200, { groups: ["burn"] });
    const reader = new EventReader(`${base}/events?usage=1`);
    await reader.until("three figures", (one) => one.of("usage").length > 2);
    const burning = (await get("/processes/burn")) as { pid: number };
    const before = Number(ps("times", burning.pid));
    const { cpuSeconds, cpuPercent } = (await get("/processes/burn")).usage;
    const after = Number(ps("times", burning.pid));
    // ps tells whole seconds.
    assert.ok(cpuSeconds >= before && cpuSeconds <= after + 1, `${cpuSeconds} seconds, ps: ${before} to ${after}`);
    assert.ok(cpuPercent > 0 && cpuPercent < 110, `${cpuPercent}%`);
    const told = reader
      .of("usage")
      .slice(-2)
      .map(({ body }) => body.processes.burn);
    assert.ok(told[1].cpuSeconds > told[0].cpuSeconds);
    // Two samples are two seconds or more apart.
    const most = (told[1].cpuSeconds - told[0].cpuSeconds) / 2;
    assert.ok(told[1].cpuPercent <= most * 100 + 1, `${told[1].cpuPercent}% of ${most}`);
    reader.close();
    writeFileSync(daemon.path("more.conf"), "[program:more]\ncommand=/bin/cat\n");
    await post("/configuration/update", 200, { groups: ["burn"] });
  });

  test("figures come while somebody watches", async () => {
    const reader = new EventReader(`${base}/events?usage=1`);
    await reader.until("figures", (one) => one.of("usage").length > 1);
    const { cat } = reader.of("usage")[1]?.body.processes ?? {};
    assert.deepEqual(mismatches(cat, { $ref: "#/components/schemas/Usage" }, document), []);
    assert.notEqual(cat.cpuPercent, null);
    reader.close();
  });

  test("the difference of the configuration is shown, taken over group by group, and hides secrets", async () => {
    assert.deepEqual((await get("/configuration")).difference, []);
    const changed = `[program:more]\ncommand=/bin/cat -\nenvironment=TOKEN="hunter2"\n[program:new]\ncommand=/bin/cat\n`;
    writeFileSync(daemon.path("more.conf"), changed);
    const { difference } = await get("/configuration");
    assert.deepEqual(difference, [
      {
        group: "more",
        change: "changed",
        options: [
          { process: "more", option: "command", from: "/bin/cat", to: "/bin/cat -" },
          { process: "more", option: "environment: TOKEN", from: null, to: "(a value)" },
        ],
        stops: ["more"],
        starts: ["more"],
      },
      { group: "new", change: "added", options: [], stops: [], starts: ["new"] },
    ]);
    assert.equal((await get("/processes/more")).command, "/bin/cat", "asking changes nothing");
    const first = await post("/configuration/update", 200, { groups: ["new"] });
    assert.deepEqual(first.results, [{ process: "new", ok: true, outcome: "added" }]);
    assert.equal((await get("/processes/more")).command, "/bin/cat");
    assert.deepEqual((await post("/configuration/update", 200)).results, [
      { process: "more", ok: true, outcome: "updated" },
    ]);
    assert.equal((await get("/processes/more")).command, "/bin/cat -");
    await call("DELETE", "/groups/new", 409);
    await post("/processes/new/stop?wait=20");
    await call("DELETE", "/groups/new", 200);
    await call("PUT", "/groups/new", 200);
    await call("PUT", "/groups/new", 409);

    writeFileSync(daemon.path("more.conf"), "[program:more]\ncommand=/bin/cat\nstartsecs=soon\n");
    const broken = await get("/configuration");
    assert.equal(broken.problems.length, 1);
    assert.match(broken.problems[0], /more\.conf:3/);
    assert.equal((await post("/configuration/update", 409)).fault, 92);
    writeFileSync(daemon.path("more.conf"), changed);
  });

  test("what the tests before have left out answers as the document says, too", async () => {
    await post("/processes/stop?wait=20", 200, { processes: ["more"] });
    await post("/processes/restart?wait=20", 200, { processes: ["more"] });
    await post("/processes/clear-logs", 200, { processes: ["more"] });
    await post("/groups/pair/restart?wait=20", 200);
    await get("/processes/cat/options");
    await get("/processes/cat/logs");
    await get("/history?process=cat&limit=2");
    await get("/options?process=cat");
    await call("DELETE", "/log", 200);
    for (const path of ["/log", "/processes/cat/logs/stdout", "/processes/cat/logs/stderr"]) {
      const reply = await ask(base + path);
      assert.equal(reply.status, 200);
      assert.match(String(reply.headers["content-type"]), /^text\/plain/);
      assert.ok(document.paths[templateOf(path)].get.responses["200"].content["text/plain"]);
      covered.add(`GET ${templateOf(path)}`);
    }
    for (const path of ["/log/events", "/processes/cat/logs/events", "/logs/events?process=cat", "/events"]) {
      const reader = new EventReader(base + path);
      await reader.until("an event", ({ events }) => events.length > 0);
      reader.close();
      const reply = await ask(base + path, { method: "HEAD" });
      assert.match(String(reply.headers["content-type"]), /^text\/event-stream/);
      const template = templateOf(path.replace(/\?.*/, ""));
      assert.ok(document.paths[template].get.responses["200"].content["text/event-stream"]);
      covered.add(`GET ${template}`);
    }
    const { pid } = await get("/processes/stubborn");
    process.kill(pid, "SIGKILL");
    await post("/restart", 202);
    await until("it is up again", async () => {
      const reply = await askJson(base).catch(() => undefined);
      return (reply?.body as Any)?.state === "RUNNING" && (reply?.body as Any)?.uptimeSeconds < 30;
    });
    const again = (await get("/processes/stubborn")).pid;
    if (again !== null) process.kill(again, "SIGKILL");
    await post("/shutdown", 202);
    const all = Object.entries(document.paths as Json).flatMap(([path, operations]) =>
      Object.keys(operations as Json).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(
      all.filter((one) => !covered.has(one)),
      [],
    );
  });
});
