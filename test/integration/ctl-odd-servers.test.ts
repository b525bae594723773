/** What supervisorctl makes of servers that are hostile, broken, or something else altogether. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type Answer, fakeServer } from "../../src/client/fake-server.ts";
import type { XmlRpcValue } from "../../src/xmlrpc/value.ts";
import { bin } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { keys, python, Terminal } from "../helpers/terminal.ts";
import { until } from "../helpers/until.ts";

const ctl = join(bin, "supervisorctl");

async function run(url: string, ...args: string[]) {
  const child = spawn(ctl, ["-s", url, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [status, signal]] = await Promise.all([
    child.stdout.toArray(),
    child.stderr.toArray(),
    once(child, "exit"),
  ]);
  return { stdout: stdout.join(""), stderr: stderr.join(""), status, signal };
}

/** Something else that listens; it answers to the first bytes that come. */
async function listener(answer: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    socket.once("data", () => answer(socket));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const http = (status: string, body: string, length = body.length) =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${length}\r\n\r\n${body}`;

const strangers: readonly (readonly [what: string, answer: string, said: RegExp])[] = [
  ["a page", http("200 OK", "<html>hello</html>"), /: the answer to supervisor\.getVersion is not XML-RPC: /],
  ["a redirection", http("302 Found", ""), /: HTTP status 302 Found for \/RPC2, not a supervisord$/],
  ["nothing at this address", http("404 Not Found", ""), /: HTTP status 404 Not Found for \/RPC2, not a supervisord$/],
  ["a fault of its own", http("500 Oops", ""), /: HTTP status 500 Oops for \/RPC2$/],
  ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n", /: the answer is not HTTP$/],
  ["half an answer", http("200 OK", "<?xml version='1.0'?><methodRes", 5000), /: the server closed the connection /],
  ["the end of the connection", "", /: the server closed the connection without an answer$/],
];

describe("supervisorctl and strangers", () => {
  for (const [what, answer, said] of strangers) {
    test(`${what} is told in one line, with an advice on standard error, and is a failure`, async () => {
      await using server = await listener((socket) => socket.end(answer));
      for (const action of [["status"], ["reread"], ["tail", "-f", "x"], ["fg", "x"]]) {
        const { stdout, stderr, status } = await run(server.url, ...action);
        assert.match(stdout, new RegExp(`^error: ${server.url}[^\n]*\n$`), action.join(" "));
        if (action[0] === "status") assert.match(stdout.trimEnd(), said);
        assert.match(stderr, new RegExp(`^supervisorctl: tried ${server.url} \\(from the command line\\): [^\n]*\n$`));
        assert.equal(status, 1);
      }
    });
  }

  test("one that never answers is waited for until Ctrl-C", async () => {
    await using server = await listener(() => {});
    const child = spawn(ctl, ["-s", server.url, "status"], { stdio: "ignore" });
    await until("it has asked", () => server.sockets.size === 1);
    child.kill("SIGINT");
    assert.deepEqual(await once(child, "exit"), [null, "SIGINT"]);
  });

  test("answers that make no sense are told by the method's name", async () => {
    await using server = await fakeServer((method) => ({
      kind: "value",
      value: method === "supervisor.getVersion" ? "3.0" : 7,
    }));
    for (const [action, method] of [
      ["status", "getAllProcessInfo"],
      ["version", "getSupervisorVersion"],
      ["reread", "reloadConfig"],
      ["avail", "getAllConfigInfo"],
      ["update", "reloadConfig"],
      ["start all", "startAllProcesses"],
      ["stop x:*", "stopProcessGroup"],
      ["tail x", "readProcessStdoutLog"],
      ["maintail", "readLog"],
      ["fg x", "getProcessInfo"],
      ["restart w*", "getAllProcessInfo"],
    ] as const) {
      const { stdout, stderr, status } = await run(server.url, ...action.split(" "));
      const detail = `the answer to supervisor.${method} is not what Supervisor gives`;
      assert.equal(stdout, `error: ${server.url}: ${detail}\n`, action);
      assert.match(stderr, /something listens there that is not supervisord/);
      assert.equal(status, 1);
    }
  });
});

const csi = "\u009b31m";
const evil = `evil${csi}\rname`;

/** XML cannot carry ESC; C1 controls and carriage returns it can. */
function hostile(method: string): Answer {
  const process = { name: evil, group: evil, pid: 1, statename: `RUN${csi}`, description: `up\r${csi}` };
  const values: Record<string, XmlRpcValue> = {
    "supervisor.getVersion": "3.0",
    "supervisor.getSupervisorVersion": `5${csi}`,
    "supervisor.getAllProcessInfo": [process, { ...process, name: "typable", group: "typable" }],
    "supervisor.readProcessStdoutLog": `log${csi}\r`,
    "supervisor.reloadConfig": [[[evil], [], []]],
  };
  const value = values[method];
  return value === undefined ? { kind: "fault", code: 30, text: `FAILED: ${csi}\r` } : { kind: "value", value };
}

describe("names and messages of a hostile server", requires(python), () => {
  test("do nothing to a terminal", async () => {
    await using server = await fakeServer(hostile);
    await using terminal = new Terminal([ctl, "-s", server.url], { env: { NO_COLOR: "1" } });
    await terminal.see("supervisor> ");
    for (const line of ["status evil*", "version", "start x", "tail x", "reread", "stop *", "add x", "fg x"]) {
      terminal.type(`${line}${keys.enter}`);
      await terminal.see(line);
      await terminal.see("supervisor> ");
    }
    terminal.type("stop ");
    await terminal.see("stop ");
    terminal.type(keys.tab);
    await terminal.see("typable");
    assert.ok(terminal.screen.includes("evil\ufffd31m␍name"), "the name is shown");
    assert.ok(!terminal.screen.includes("\u009b"), "no control sequence is");
    // Those that end lines, and those that readline draws the prompt with.
    assert.ok(!/\r(?!\n|\r)/.test(terminal.screen.replaceAll("\x1b[1G", "")), "no carriage return is");
  });

  test("nor do logs: their colours pass, and nothing else", async () => {
    // What acts is cut by chunks, too.
    const log = ["\x1b[31mred\x1b", "[0m \x1b]0;ti", "tle\x07\x1b[2", "J\x1b]52;c;ZXZpbA==\x07\r", "\nend\n"];
    const stream: Answer = {
      kind: "raw",
      respond: (_request, response) => {
        for (const chunk of log) response.write(chunk);
        response.end();
      },
    };
    const process = {
      ...{ name: "x", group: "x", pid: 1, state: 20, statename: "RUNNING", description: "", spawnerr: "" },
      ...{ start: 1, stop: 0, now: 2, exitstatus: 0, logfile: "/log", stdout_logfile: "/log", stderr_logfile: "" },
    };
    let isAlive = true;
    const values: Record<string, XmlRpcValue> = {
      "supervisor.getVersion": "3.0",
      "supervisor.getAllProcessInfo": [process],
      // As this daemon sends what XML has no way to write.
      "supervisor.readProcessStdoutLog": log.join("").replaceAll("\x1b", "\u241b").replaceAll("\x07", "\u2407"),
      "supervisor.readLog": log.join("").replaceAll("\x1b", "\u241b").replaceAll("\x07", "\u2407"),
    };
    await using server = await fakeServer((method) => {
      if (method.includes("logtail")) return stream;
      if (method === "supervisor.getProcessInfo") {
        const value = { ...process, pid: isAlive ? 1 : 0 };
        isAlive = false;
        return { kind: "value", value };
      }
      return { kind: "value", value: values[method] ?? "" };
    });
    const safe = "\x1b[31mred\x1b[0m ␛]0;title␇␛[2J␛]52;c;ZXZpbA==␇\r\nend";
    for (const command of ["tail -f x", "maintail -f", "fg x", "tail x", "maintail"]) {
      await using terminal = new Terminal([ctl, "-s", server.url, ...command.split(" ")]);
      await terminal.see("end");
      assert.ok(
        terminal.screen.replaceAll("\r\r\n", "\r\n").includes(safe),
        `${command}: ${JSON.stringify(terminal.screen)}`,
      );
    }
    const raw = log.join("");
    assert.ok((await run(server.url, "tail", "-f", "x")).stdout.includes(raw), "a pipe gets it as it is");
  });

  test("reach a pipe as they are", async () => {
    await using server = await fakeServer(hostile);
    assert.equal((await run(server.url, "version")).stdout, `5${csi}\n`);
    assert.equal((await run(server.url, "reread")).stdout, `${evil}: available\n`);
    assert.equal((await run(server.url, "completion", "names", "processes")).stdout, "typable\ntypable:typable\n");
  });
});
