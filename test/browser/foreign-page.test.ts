/** A page of another site in a real browser, which tries all that such pages can. */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, suite, test } from "node:test";
import type { BrowserContext } from "playwright-core";
import { askJson } from "../helpers/http-client.ts";
import { requires } from "../helpers/requires.ts";
import { chromiumPath, openBrowser } from "./browser.ts";
import { type DemoDaemon, startDemo } from "./demo-daemon.ts";

const programs = `
[program:cat]
command=/bin/cat
[program:off]
command=/bin/cat
autostart=false
`;

/** Runs in the foreign page: everything at once, and what it got to know. */
const attack = `async (daemon) => {
  const learned = [];
  const tell = (what) => (value) => learned.push(what + ": " + value);
  const element = (name, properties) => document.body.appendChild(Object.assign(document.createElement(name), properties));
  const settled = [];
  const wait = (start) => settled.push(new Promise((resolve) => { start(resolve); setTimeout(resolve, 3000); }));
  const actions = ["index.html?action=stopall", "index.html?action=start&processname=off", "?action=restart&processname=cat"];
  for (const action of actions) {
    const address = daemon + "/" + action;
    wait((done) => element("img", { src: address, referrerPolicy: "no-referrer", onload: done, onerror: done }));
    wait((done) => element("iframe", { src: address, onload: done }));
    wait((done) => element("script", { src: address, onload: done, onerror: done }));
    wait((done) => element("link", { rel: "stylesheet", href: address, onload: done, onerror: done }));
    wait((done) => fetch(address, { mode: "no-cors", credentials: "include" }).then(done, done));
    wait((done) => fetch(address).then((reply) => reply.text()).then(tell("page")).then(done, done));
    navigator.sendBeacon(address, "");
  }
  for (const [path, body] of [["api/v1/processes/stop", "{}"], ["api/v1/shutdown", ""], ["index.html", "action=stopall"]]) {
    const address = daemon + "/" + path;
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/json"]) {
      const options = { method: "POST", body, headers: { "content-type": type }, credentials: "include" };
      wait((done) => fetch(address, { ...options, mode: "no-cors" }).then(done, done));
      wait((done) => fetch(address, options).then((reply) => reply.text()).then(tell("POST")).then(done, done));
    }
    const frame = element("iframe", { name: "frame" + settled.length });
    const form = element("form", { method: "post", action: address, target: frame.name, enctype: "text/plain" });
    wait((done) => { frame.onload = done; form.submit(); });
  }
  const call = "<?xml version='1.0'?><methodCall><methodName>supervisor.stopAllProcesses</methodName></methodCall>";
  wait((done) => fetch(daemon + "/RPC2", { method: "POST", mode: "no-cors", body: call }).then(done, done));
  for (const path of ["api/v1/processes", "metrics", "logtail/cat", "RPC2"]) {
    wait((done) => fetch(daemon + "/" + path).then((reply) => reply.text()).then(tell(path)).then(done, done));
    wait((done) => element("script", { src: daemon + "/" + path, onload: () => { tell(path)("ran as a script"); done(); }, onerror: done }));
  }
  for (const path of ["api/v1/events", "api/v1/log/events"]) {
    wait((done) => {
      const source = new EventSource(daemon + "/" + path, { withCredentials: true });
      for (const name of ["snapshot", "output", "live", "open"]) source.addEventListener(name, () => tell(path)(name));
      source.onerror = () => { source.close(); done(); };
    });
  }
  wait((done) => {
    const socket = new WebSocket(daemon.replace("http", "ws") + "/index.html?action=stopall");
    socket.onopen = () => tell("WebSocket")("open");
    socket.onclose = done;
  });
  await Promise.all(settled);
  return learned;
}`;

suite("a page of another site", requires(chromiumPath), () => {
  let demo: DemoDaemon;
  let foreign: Server;
  let browser: BrowserContext & AsyncDisposable;

  before(async () => {
    demo = await startDemo("", "", programs);
    foreign = createServer((_request, response) => {
      response.setHeader("Content-Type", "text/html");
      response.end("<!DOCTYPE html><title>elsewhere</title><body>");
    });
    await new Promise<void>((resolve) => void foreign.listen(0, "127.0.0.1", resolve));
    browser = await openBrowser({}, ["daemon.example", "evil.example"]);
    await demo.daemon.untilState("cat", "RUNNING");
  });
  after(async () => {
    await browser?.[Symbol.asyncDispose]();
    foreign?.close();
    await demo?.daemon.stop();
  });

  /** States and pids: all that an action would change. */
  const state = async (): Promise<unknown> => {
    const { body } = await askJson(`${demo.url}/api/v1/processes`);
    return (body as { id: string; state: string; pid: number; starts: number }[]).map(
      ({ id, state: now, pid, starts }) => [id, now, pid, starts].join(" "),
    );
  };

  // Browsers say Sec-Fetch-Site to the machine itself only; to other names over plain HTTP they say Origin, or nothing.
  for (const [name, from] of [
    ["127.0.0.1", "localhost"],
    ["127.0.0.1", "127.0.0.1"],
    ["daemon.example", "evil.example"],
  ] as const) {
    test(`of ${from} changes nothing at ${name}, gets to know nothing, and frames nothing`, async () => {
      const before = await state();
      const daemon = demo.url.replace("127.0.0.1", name);
      const page = await browser.newPage();
      await page.goto(`http://${from}:${(foreign.address() as AddressInfo).port}/`);
      const learned = await page.evaluate(`(${attack})(${JSON.stringify(daemon)})`);
      assert.deepEqual(learned, []);
      const framed: string[] = [];
      for (const frame of page.frames().slice(1)) {
        const text = await frame.evaluate("document.body?.innerText ?? ''").catch(() => "");
        if (/cat|Supervisor|Nothing has been done/.test(String(text))) framed.push(frame.url());
      }
      assert.deepEqual(framed, []);
      assert.deepEqual(await state(), before);
      await page.close();
    });
  }

  test("whose name was made to mean this machine gets nowhere where allowed_hosts stands", async () => {
    const guarded = await startDemo("", "allowed_hosts=daemon.example", programs);
    try {
      const page = await browser.newPage();
      const own = await page.goto(guarded.url.replace("127.0.0.1", "daemon.example"));
      assert.equal(own?.status(), 200);
      const rebound = await page.goto(guarded.url.replace("127.0.0.1", "evil.example"));
      assert.equal(rebound?.status(), 421);
      const reply = `fetch("/api/v1/processes/stop", { method: "POST" }).then((answer) => answer.status)`;
      assert.equal(await page.evaluate(reply), 421);
      await guarded.daemon.untilState("cat", "RUNNING");
    } finally {
      await guarded.daemon.stop();
    }
  });
});
