/**
 * The daemon as its users run it: nginx, redis, a Node.js program and a shell loop from Debian's packages and this folder,
 * under bin/supervisord with one ordinary configuration.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { get } from "node:http";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { Daemon, isAlive, peerSupervisorctl, root } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

const nginx = "/usr/sbin/nginx";
const redis = "/usr/bin/redis-server";

function fetchText(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });
}

function redisCommand(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(`${command}\r\n`));
    socket.once("data", (chunk) => {
      socket.destroy();
      resolve(String(chunk).trim());
    });
    socket.once("error", reject);
  });
}

describe("nginx, redis, a Node.js program and a shell loop", requires(nginx, redis), () => {
  let daemon: Daemon;
  let nginxPort: number;
  let redisPort: number;

  before(async () => {
    nginxPort = await freePort();
    redisPort = await freePort();
    daemon = new Daemon({
      programs: `[include]
files = conf.d/*.conf
[group:backend]
programs = redis,counter
priority = 10
`,
      files: {
        "conf.d/web.conf": `[program:nginx]
command = ${nginx} -p @DIR@ -c @DIR@/nginx.conf
priority = 20
`,
        "conf.d/backend.conf": `[program:redis]
command = ${redis} --port ${redisPort} --bind 127.0.0.1 --save "" --dir @DIR@
[program:counter]
command = ${process.execPath} ${root}/test/programs/counter.mjs
stdout_logfile = @DIR@/counter.log
[program:loop]
command = /bin/sh -c "while :; do echo loop $LOOP; echo trouble >&2; sleep 1; done"
environment = LOOP="%(ENV_LOOP_NAME)s-%(process_num)d"
numprocs = 2
process_name = %(program_name)s_%(process_num)d
redirect_stderr = true
stdout_logfile = @DIR@/%(process_num)d.log
`,
        "nginx.conf": `daemon off;
pid @DIR@/nginx.pid;
error_log /dev/stderr;
events {}
http {
  access_log /dev/stdout;
  client_body_temp_path @DIR@/body; proxy_temp_path @DIR@/proxy; fastcgi_temp_path @DIR@/fcgi;
  uwsgi_temp_path @DIR@/uwsgi; scgi_temp_path @DIR@/scgi;
  server { listen 127.0.0.1:${nginxPort}; location / { return 200 "served by nginx\\n"; } }
}
`,
      },
      env: { ...process.env, LOOP_NAME: "here" },
    });
    await daemon.start();
  });

  after(async () => {
    await daemon?.stop();
  });

  test("all come up", async () => {
    for (const name of ["nginx", "backend:redis", "backend:counter", "loop:loop_0", "loop:loop_1"]) {
      await daemon.untilState(name, "RUNNING");
    }
  });

  test("requests go through nginx, and its access log on /dev/stdout arrives in its log file", async () => {
    assert.equal(await fetchText(nginxPort, "/hello"), "served by nginx\n");
    await until("the access log has the request", () => daemon.ctl("tail", "nginx").stdout.includes("GET /hello"));
  });

  test("redis killed with SIGKILL is back under a new pid and serves", async () => {
    assert.equal(await redisCommand(redisPort, "PING"), "+PONG");
    const pid = await daemon.pidOf("backend:redis");
    process.kill(pid, "SIGKILL");
    await until("redis has a new pid", async () => {
      const now = await daemon.pidOf("backend:redis");
      return now !== 0 && now !== pid;
    });
    await until("redis answers", () =>
      redisCommand(redisPort, "PING").then(
        (answer) => answer === "+PONG",
        () => false,
      ),
    );
    assert.match(daemon.log, /WARN exited: redis \(terminated by SIGKILL; not expected\)/);
  });

  test("environment, process numbers and redirect_stderr arrive in the shell loops' logs", async () => {
    await until("both loops have written both streams", () =>
      [0, 1].every((n) => {
        const text = daemon.read(`${n}.log`);
        return text.includes(`loop here-${n}\n`) && text.includes("trouble\n");
      }),
    );
  });

  test("stop, start, restart and pid act on one program and leave the others alone", async () => {
    const others = await daemon.pidOf("nginx");
    assert.deepEqual(daemon.ctl("stop", "backend:counter"), {
      status: 0,
      stdout: "backend:counter: stopped\n",
      stderr: "",
    });
    assert.match(daemon.read("counter.log"), /terminated\n$/);
    const status = daemon.ctl("status", "backend:counter");
    assert.equal(status.status, 3);
    assert.match(status.stdout, /^backend:counter {18}STOPPED {3}\w+ \d\d \d\d:\d\d [AP]M\n$/);
    assert.equal(daemon.ctl("start", "backend:counter").stdout, "backend:counter: started\n");
    assert.equal(
      daemon.ctl("restart", "backend:counter").stdout,
      "backend:counter: stopped\nbackend:counter: started\n",
    );
    assert.equal(await daemon.pidOf("nginx"), others);
  });

  test("Debian's supervisorctl and ours say the same", requires(peerSupervisorctl), () => {
    /** What is asked, and what makes the situation for it. */
    const table: readonly { readonly ask: readonly string[]; readonly before?: readonly string[] }[] = [
      { ask: ["status"] },
      { ask: ["status", "nginx", "nope"] },
      { ask: ["pid"] },
      { ask: ["pid", "nginx"] },
      { ask: ["pid", "all"] },
      { ask: ["version"] },
      { ask: ["stop", "loop:*"], before: ["start", "loop:*"] },
      { ask: ["start", "loop:*"], before: ["stop", "loop:*"] },
      { ask: ["start", "nginx"] },
      { ask: ["stop", "nope"] },
      { ask: ["restart", "backend:counter"] },
      { ask: ["tail", "nope"] },
      { ask: ["tail", "-100", "nginx"] },
    ];
    const told = ({ stdout, status }: { readonly stdout: string; readonly status: number | null }) => {
      const lines = stdout
        .replace(/uptime \d:\d\d:\d\d/g, "uptime")
        .replace(/pid \d+/g, "pid")
        .split("\n");
      return { lines: lines.sort(), status };
    };
    for (const { ask, before: situation } of table) {
      if (situation !== undefined) daemon.ctl(...situation);
      const ours = told(daemon.ctl(...ask));
      if (situation !== undefined) daemon.ctl(...situation);
      assert.deepEqual(ours, told(daemon.peerCtl(...ask)), ask.join(" "));
    }
  });

  test("a shutdown leaves no process, no socket and no pid file", async () => {
    const pids = daemon
      .ctl("pid", "all")
      .stdout.split("\n")
      .map(Number)
      .filter((pid) => pid > 0);
    assert.equal(pids.length, 5);
    assert.equal(readFileSync(daemon.path("supervisord.pid"), "utf8"), `${daemon.pid}\n`);
    assert.deepEqual(daemon.ctl("shutdown"), { status: 0, stdout: "Shut down\n", stderr: "" });
    assert.equal(await daemon.ended(), 0);
    assert.deepEqual(pids.filter(isAlive), []);
    assert.equal(existsSync(daemon.socket), false);
    assert.equal(existsSync(daemon.path("supervisord.pid")), false);
  });
});
