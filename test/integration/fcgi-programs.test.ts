/** FastCGI programs: one socket, made before the first child, that outlives every single child. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, linkSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { connect, createServer } from "node:net";
import { describe, test } from "node:test";
import { Daemon, root } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { python } from "../helpers/recorded-events.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

const nginx = "/usr/sbin/nginx";
const php = "/usr/bin/php-cgi";
const acceptor = `${python} ${root}test/programs/accept-on-stdin.py`;
const asRoot = { skip: process.getuid?.() === 0 ? false : "only root can run nginx's workers as www-data" };

/** Status and body, "failed" for a connection that broke. */
function request(port: number, path: string): Promise<string> {
  return new Promise((resolve) => {
    get({ host: "127.0.0.1", port, path, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(`${response.statusCode} ${text}`));
      response.on("error", () => resolve("failed"));
    }).on("error", (error: NodeJS.ErrnoException) => resolve(`failed: ${error.code}`));
  });
}

/** What a program that accepts connections says; undefined if nobody takes the connection. */
function ask(target: string | number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = typeof target === "number" ? connect(target, "127.0.0.1") : connect(target);
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("end", () => resolve(text.trim()));
    socket.on("error", () => resolve(undefined));
  });
}

describe("PHP behind nginx", { skip: requires(nginx, php).skip || asRoot.skip }, () => {
  test("no request fails while each of two children is restarted under load", async () => {
    const port = await freePort();
    const daemon = new Daemon({
      programs: `[fcgi-program:php]
command = ${php}
process_name = %(program_name)s_%(process_num)d
numprocs = 2
socket = unix://@DIR@/php.sock
socket_owner = www-data
socket_mode = 0600
environment = PHP_FCGI_MAX_REQUESTS="0"
autorestart = true
stopsignal = USR1
[program:nginx]
command = ${nginx} -p @DIR@ -c @DIR@/nginx.conf
`,
      files: {
        "index.php": `<?php usleep(3000); echo "pid ", getmypid();`,
        "nginx.conf": `daemon off;
user www-data;
pid @DIR@/nginx.pid;
error_log @DIR@/nginx.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path @DIR@/body;
  proxy_temp_path @DIR@/proxy;
  fastcgi_temp_path @DIR@/fastcgi;
  uwsgi_temp_path @DIR@/uwsgi;
  scgi_temp_path @DIR@/scgi;
  server {
    listen 127.0.0.1:${port};
    location / {
      fastcgi_pass unix:@DIR@/php.sock;
      fastcgi_param SCRIPT_FILENAME @DIR@/index.php;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param REDIRECT_STATUS 200;
    }
  }
}
`,
      },
    });
    chmodSync(daemon.directory, 0o755);
    try {
      await daemon.start();
      await until("PHP answers through nginx", async () => (await request(port, "/")).startsWith("200 pid "));
      const socket = statSync(daemon.path("php.sock"));
      assert.equal(socket.mode & 0o777, 0o600);

      let loading = true;
      const failures: string[] = [];
      const pids = new Set<string>();
      let answers = 0;
      const clients = Array.from({ length: 8 }, async () => {
        while (loading) {
          const answer = await request(port, "/");
          answers++;
          if (answer.startsWith("200 pid ")) pids.add(answer);
          else failures.push(answer);
        }
      });
      for (let round = 0; round < 3; round++) {
        for (const name of ["php:php_0", "php:php_1"]) {
          // Not ctl(), which would hold up the clients of this very process.
          await daemon.rpc("supervisor.stopProcess", name, true);
          await daemon.rpc("supervisor.startProcess", name, true);
        }
      }
      loading = false;
      await Promise.all(clients);
      assert.deepEqual(failures, []);
      assert.ok(answers > 100, `${answers} answers`);
      assert.ok(pids.size >= 5, `${pids.size} children answered`);
      assert.equal(statSync(daemon.path("php.sock")).ino, socket.ino);
      assert.equal((daemon.log.match(/Creating socket/g) ?? []).length, 1);
    } finally {
      await daemon.stop();
    }
  });
});

describe("any program that accepts on its descriptor 0", requires(python), () => {
  test("TCP: connections wait while the only child is restarted, and are refused once it is stopped", async () => {
    const port = await freePort();
    await using daemon = await new Daemon({
      programs: `[fcgi-program:tcp]
command = ${acceptor}
socket = tcp://localhost:${port}
startsecs = 0
`,
    }).start();
    await until("it answers", async () => (await ask(port)) !== undefined);
    const first = await ask(port);
    process.kill(Number(first), "SIGSTOP");
    await until("it stands still", () => /^State:\s+T/m.test(readFileSync(`/proc/${first}/status`, "utf8")));
    const waiting = ask(port);
    process.kill(Number(first), "SIGKILL");
    const second = await waiting;
    assert.match(second ?? "", /^\d+$/);
    assert.notEqual(second, first);
    daemon.ctl("stop", "tcp");
    assert.equal(await ask(port), undefined);
    assert.match(
      daemon.log,
      new RegExp(`INFO Creating socket tcp://localhost:${port}[^]*INFO Closing socket tcp://localhost:${port}`),
    );
    daemon.ctl("start", "tcp");
    assert.match((await ask(port)) ?? "", /^\d+$/);
    assert.match(daemon.ctl("status", "tcp").stdout, /RUNNING/);
  });

  test("in a [group:x]: its processes share the socket, other members have none of it", async () => {
    await using daemon = await new Daemon({
      programs: `[group:site]
programs = app,worker
[fcgi-program:app]
command = ${acceptor}
process_name = app_%(process_num)d
numprocs = 2
socket = unix://@DIR@/app.sock
startsecs = 0
[program:worker]
command = /bin/cat
startsecs = 0
stdout_logfile = @DIR@/worker.log
`,
    }).start();
    await daemon.untilState("site:worker", "RUNNING");
    const socket = daemon.path("app.sock");
    await until("it answers", async () => (await ask(socket)) !== undefined);
    const processes = await daemon.processes();
    const pids = ["site:app_0", "site:app_1"].map((name) => String(processes.get(name)?.pid));
    const answered = new Set<string | undefined>();
    await until("both have answered", async () => {
      answered.add(await ask(socket));
      return answered.size === 2;
    });
    assert.deepEqual([...answered].sort(), pids.sort());
    await daemon.rpc("supervisor.sendProcessStdin", "site:worker", "hello");
    await until("the worker has a standard input of its own", () => daemon.read("worker.log") === "hello");
    assert.match(await daemon.rpc("supervisor.sendProcessStdin", "site:app_0", "hello"), /NO_FILE/);
    daemon.ctl("stop", "site:app_0");
    assert.equal(await ask(socket), String(await daemon.pidOf("site:app_1")));
    daemon.ctl("stop", "site:app_1");
    assert.equal(await ask(socket), undefined);
  });

  test("a stale socket is taken over, one that answers and other files are not", async () => {
    const daemon = new Daemon({
      programs: `[fcgi-program:stale]
command = ${acceptor}
socket = unix://@DIR@/stale.sock
startsecs = 0
[fcgi-program:taken]
command = ${acceptor}
socket = unix://@DIR@/taken.sock
startretries = 0
[fcgi-program:file]
command = ${acceptor}
socket = unix://@DIR@/file.sock
startretries = 0
`,
    });
    const stale = createServer().listen(daemon.path("stale-original.sock"));
    const taken = createServer((socket) => socket.on("error", () => {}).end("mine")).listen(daemon.path("taken.sock"));
    writeFileSync(daemon.path("file.sock"), "precious");
    try {
      await until("both listen", () => stale.listening && taken.listening);
      // Node removes a socket's file when it closes it; the other name of it stays, as after a crash.
      linkSync(daemon.path("stale-original.sock"), daemon.path("stale.sock"));
      stale.close();
      assert.ok(existsSync(daemon.path("stale.sock")));
      await daemon.start();
      await until("the stale one answers", async () => (await ask(daemon.path("stale.sock"))) !== undefined);
      await daemon.untilState("taken", "FATAL");
      await daemon.untilState("file", "FATAL");
      assert.equal(await ask(daemon.path("taken.sock")), "mine");
      assert.equal(daemon.read("file.sock"), "precious");
      assert.match(
        daemon.ctl("status", "taken").stdout,
        /Could not create FastCGI socket .*taken.sock: another program listens on it/,
      );
      assert.match(daemon.ctl("status", "file").stdout, /file.sock exists and is no socket/);
    } finally {
      stale.close();
      taken.close();
      await daemon.stop();
    }
  });
});
