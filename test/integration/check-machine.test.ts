/** What `supervisord --check` says of this machine: ports, running daemons, links, and programs that are really installed. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { bin, complete, Daemon, isAlive, root } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { nginxPath } from "../helpers/nginx.ts";
import { requires } from "../helpers/requires.ts";
import { Scratch } from "../helpers/scratch.ts";
import { until } from "../helpers/until.ts";

interface Finding {
  readonly rule: string;
  readonly message: string;
  readonly lines: readonly string[];
}

const frame = `[supervisord]
pidfile=@DIR@/s.pid
[unix_http_server]
file=@DIR@/s.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
`;

function check(configuration: string, ...options: readonly string[]): readonly Finding[] {
  const { stdout, stderr } = complete(`${bin}/supervisord`, ["--check", "--json", "-c", configuration, ...options]);
  assert.equal(stderr, "");
  return JSON.parse(stdout).findings;
}

function checkText(scratch: Scratch, text: string): readonly Finding[] {
  writeFileSync(scratch.file("c.conf"), `${frame}${text}`.replaceAll("@DIR@", scratch.path));
  return check(scratch.file("c.conf"));
}

describe("a port", () => {
  test("that another program has is told with its pid", async () => {
    using scratch = new Scratch();
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const found = (address: string) =>
      checkText(scratch, `[inet_http_server]\nport=${address}:${port}\nusername=a\npassword=b\n`);
    const [finding, ...others] = found("127.0.0.1");
    assert.deepEqual([finding?.rule, others], ["port-in-use", []]);
    assert.match(finding?.message ?? "", new RegExp(`^port ${port} is in use by pid ${process.pid} \\(.*node`));
    assert.deepEqual(
      found("*").map(({ rule }) => rule),
      ["port-in-use"],
    );
    assert.deepEqual(found("127.0.0.2"), []);
    server.close();
    await once(server, "close");
    assert.deepEqual(found("*"), []);
  });

  test("that the daemon of this configuration has is its own", async () => {
    const port = await freePort();
    const programs = `[inet_http_server]\nport=127.0.0.1:${port}\n`;
    await using daemon = await new Daemon({ programs }).start();
    assert.deepEqual(check(daemon.configuration), []);
    // Another configuration cannot have it, too.
    using scratch = new Scratch();
    assert.deepEqual(
      checkText(scratch, programs).map(({ rule }) => rule),
      ["port-in-use"],
    );
  });
});

test("a log with two names is found by what they lead to", () => {
  using scratch = new Scratch();
  mkdirSync(scratch.file("logs"));
  symlinkSync(scratch.file("logs"), scratch.file("link"));
  const program = (name: string, log: string) =>
    `[program:${name}]\ncommand=/bin/cat\nstdout_logfile=${scratch.file(log)}\nstderr_logfile=NONE\n`;
  const text = program("a", "logs/x.log") + program("b", "link/x.log");
  const expected = `${scratch.file("link/x.log")} is the same file as ${scratch.file("logs/x.log")}`;
  for (const isThere of [false, true]) {
    if (isThere) writeFileSync(scratch.file("logs/x.log"), "");
    const [finding] = checkText(scratch, text);
    assert.equal(finding?.rule, "log-two-names");
    assert.ok(finding?.message.startsWith(expected), finding?.message);
  }
});

test("a daemon that starts does not load what --check needs", () => {
  const phrase = "supervisord runs no shell";
  assert.ok(readFileSync(join(root, "dist/supervisord-check.cjs"), "utf8").includes(phrase));
  assert.ok(!readFileSync(join(root, "dist/supervisord.main.cjs"), "utf8").includes(phrase));
});

test("--strict fails on warnings, and says the same", () => {
  using scratch = new Scratch();
  checkText(scratch, "[program:x]\ncommand=/bin/cat $HOME\n");
  const run = (...options: readonly string[]) =>
    complete(`${bin}/supervisord`, ["--check", ...options, "-c", scratch.file("c.conf")]);
  const [usual, strict, json] = [run(), run("--strict"), run("--strict", "--json")];
  assert.deepEqual([usual.status, strict.status, json.status], [0, 2, 2]);
  assert.match(usual.stderr, /^Warning: .*\n {4}command=.*\n$/);
  assert.deepEqual([strict.stderr, strict.stdout], [usual.stderr, ""]);
  const { status, stderr } = complete(`${bin}/supervisord`, ["--strict", "-c", scratch.file("c.conf")]);
  assert.deepEqual([status, stderr.split("\n")[0]], [2, "Error: --strict goes with --check"]);
});

test("a reader that goes away ends it quietly", async () => {
  using scratch = new Scratch();
  const programs = Array.from({ length: 2000 }, (_, index) => `[program:p${index}]\ncommand=/no/${index}\n`);
  writeFileSync(scratch.file("c.conf"), `[supervisord]\n${programs.join("")}`);
  const child = spawn(`${bin}/supervisord`, ["--check", "--json", "-c", scratch.file("c.conf")]);
  child.stdout.destroy();
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += String(chunk)));
  const [status] = await once(child, "close");
  assert.deepEqual([status, errors], [141, ""]);
});

/** What a program does, and with the lines that --check gives for it. */
describe("programs that are installed", () => {
  const redis = "/usr/bin/redis-server";
  const cases: readonly (readonly [string, (scratch: Scratch, port: number) => string, string])[] = [
    [
      nginxPath,
      (scratch, port) => {
        const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
          .map((kind) => `${kind}_temp_path ${scratch.file(kind)};`)
          .join("");
        const listen = `server { listen 127.0.0.1:${port}; }`;
        const text = `pid ${scratch.file("pid")}; events {} http { access_log off; ${temporary} ${listen} }`;
        writeFileSync(scratch.file("n.conf"), text);
        return `${nginxPath} -p ${scratch.path} -e ${scratch.file("error.log")} -c ${scratch.file("n.conf")}`;
      },
      "nginx",
    ],
    [
      redis,
      (scratch, port) =>
        `${redis} --daemonize yes --port ${port} --dir ${scratch.path} --save "" --pidfile ${scratch.file("pid")}`,
      "redis-server",
    ],
  ];
  for (const [path, makeCommand, name] of cases) {
    test(`${name} goes into the background, and stays with what --check says`, requires(path), async () => {
      using scratch = new Scratch();
      const port = await freePort();
      const command = makeCommand(scratch, port);
      const [finding, ...others] = checkText(scratch, `[program:x]\ncommand=${command}\n`);
      assert.deepEqual([finding?.rule, others], ["daemonizes", []]);
      const first = run(command);
      assert.deepEqual(await once(first, "exit"), [0, null]);
      // nginx would miss a signal before it serves.
      await untilAnswered(port);
      const pid = await pidFrom(scratch.file("pid"));
      assert.ok(isAlive(pid));
      process.kill(pid, "SIGTERM");
      await until("it has ended", () => !isAlive(pid) && !existsSync(scratch.file("pid")));

      const line = finding?.lines.find((each) => each.startsWith("command=")) ?? "";
      assert.deepEqual(checkText(scratch, `[program:x]\n${line}\n`), []);
      const second = run(line.slice("command=".length));
      await untilAnswered(port);
      assert.equal(await pidFrom(scratch.file("pid")), second.pid);
      assert.equal(second.exitCode, null);
      second.kill("SIGTERM");
      await once(second, "exit");
    });
  }

  test(
    "setsid leaves its program when it leads a process group, as under supervisord",
    requires("/usr/bin/setsid"),
    async () => {
      using scratch = new Scratch();
      const mark = scratch.file("pid");
      const program = `[program:x]\ncommand=/usr/bin/setsid /bin/sh -c 'echo $$ > ${mark}; exec cat'\nstartretries=0\n`;
      const [finding] = checkText(scratch, program);
      assert.equal(finding?.rule, "daemonizes");
      const programs = program.replace("exec cat", "exec sleep 600");
      await using daemon = await new Daemon({ programs }).start();
      await daemon.untilState("x", "FATAL");
      const pid = await pidFrom(mark);
      assert.ok(isAlive(pid));
      process.kill(pid, "SIGKILL");
    },
  );
});

function run(command: string): ChildProcess {
  return spawn("/bin/sh", ["-c", `exec ${command}`], { stdio: "ignore" });
}

async function untilAnswered(port: number): Promise<void> {
  await until(`somebody answers on port ${port}`, async () => {
    // Both answer this, each with a complaint of its own.
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n\r\n"));
    const answer = await Promise.race([once(socket, "data"), once(socket, "close")]).catch(() => []);
    socket.destroy();
    return answer[0] instanceof Buffer;
  });
}

/** What a program has written to its pid file. */
async function pidFrom(file: string): Promise<number> {
  const read = () => (existsSync(file) ? Number(readFileSync(file, "utf8")) : 0);
  await until(`there is a pid in ${file}`, () => read() > 0);
  return read();
}
