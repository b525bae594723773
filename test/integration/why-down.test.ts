/** What users are told when a program does not stay up: by the API, supervisorctl on a terminal and off it, and the figures. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { bin, Daemon, peerSupervisord } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { ask, askJson, EventReader } from "../helpers/http-client.ts";
import { requires } from "../helpers/requires.ts";
import { python, Terminal } from "../helpers/terminal.ts";
import { until } from "../helpers/until.ts";

// biome-ignore lint/suspicious/noExplicitAny: what comes back is looked at property by property
type Any = any;

const programs = (port: number): string => `
[inet_http_server]
port=127.0.0.1:${port}
[program:bad]
command=/bin/sh -c 'echo starting; printf "no such \\033[31mport\\033[0m\\007: 80\\n" >&2; exit 3'
startretries=0
[program:silent]
command=/bin/sh -c 'test -e @DIR@/said && exit 5; touch @DIR@/said; echo of an earlier life >&2; exit 4'
startretries=1
[program:nowhere]
command=/nowhere/at/all
startretries=1
[program:merged]
command=/bin/sh -c 'echo one; echo two >&2; exit 6'
redirect_stderr=true
startretries=0
[program:nolog]
command=/bin/sh -c 'echo lost >&2; exit 7'
stderr_logfile=NONE
stdout_logfile=/dev/null
startretries=0
[program:killed]
command=/bin/cat
startsecs=0
[program:good]
command=/bin/cat
`;

suite("why a program is down", () => {
  let daemon: Daemon;
  let base = "";
  const process = async (name: string): Promise<Any> => (await askJson(`${base}/processes/${name}`)).body;

  before(async () => {
    const port = await freePort();
    base = `http://127.0.0.1:${port}/api/v1`;
    daemon = await new Daemon({ programs: programs(port) }).start();
    for (const name of ["bad", "silent", "nowhere", "merged", "nolog"]) await daemon.untilState(name, "FATAL");
    await daemon.untilState("good", "RUNNING");
  });
  after(() => daemon.stop());

  /** Kills it, and waits until it is up again. */
  async function kill(name: string): Promise<void> {
    const pid = await daemon.pidOf(name);
    globalThis.process.kill(pid, "SIGKILL");
    await until("it runs again", async () => ![0, pid].includes(await daemon.pidOf(name)));
  }

  test("its end, its attempts and its last line are told, of this life only", async () => {
    const told = async (name: string): Promise<unknown> => {
      const { how, attempts, lastLine } = (await process(name)).trouble;
      return [how, attempts, lastLine];
    };
    assert.deepEqual(await told("bad"), ["exit status 3", 1, "no such port\u0007: 80"]);
    assert.deepEqual(await told("silent"), ["exit status 5", 2, null]);
    assert.deepEqual(await told("nowhere"), ["can't find command '/nowhere/at/all'", 2, null]);
    assert.deepEqual(await told("merged"), ["exit status 6", 1, "two"]);
    assert.deepEqual(await told("nolog"), ["exit status 7", 1, null]);
    assert.equal((await process("good")).trouble, null);
  });

  test("off a terminal status is as it always was; a start that fails says why on standard error", () => {
    const { stdout, stderr } = daemon.ctl("status", "bad", "nowhere");
    assert.equal(
      stdout,
      "bad                              FATAL     Exited too quickly (process log may have details)\n" +
        "nowhere                          FATAL     can't find command '/nowhere/at/all'\n",
    );
    assert.equal(stderr, "");
    const started = daemon.ctl("start", "bad", "nowhere", "good");
    assert.equal(
      started.stdout,
      "bad: ERROR (spawn error)\nnowhere: ERROR (no such file)\ngood: ERROR (already started)\n",
    );
    const time = "\\d\\d:\\d\\d:\\d\\d";
    assert.match(
      started.stderr,
      new RegExp(
        `^bad: exit status 3, 1 attempt, at ${time}: no such port\u0007: 80\nnowhere: can't find command '/nowhere/at/all'\n$`,
      ),
    );
  });

  test("what is killed again and again is flapping, until somebody restarts it", async () => {
    const reader = new EventReader(`${base}/events`);
    for (let times = 0; times < 3; times++) await kill("killed");
    const { flapping, state } = await process("killed");
    assert.equal(state, "RUNNING");
    assert.deepEqual([flapping.ends, flapping.withinSeconds, flapping.how], [3, 300, "terminated by SIGKILL"]);
    const left = Date.parse(flapping.until) - Date.now();
    assert.ok(left > 0 && left <= 300_000, flapping.until);
    await reader.until("the page is told", (one) => one.of("process").some(({ body }) => body.flapping?.ends === 3));
    reader.close();
    const figures = async (): Promise<string> => (await ask(new URL("/metrics", base).href)).text;
    assert.match(await figures(), /^supervisor_process_flapping\{name="killed",group="killed"\} 1$/m);
    assert.match(await figures(), /^supervisor_process_flapping\{name="good",group="good"\} 0$/m);
    const lives: Any = (await askJson(`${base}/processes/killed/lives`)).body;
    assert.deepEqual(
      lives.map((life: Any) => [life.end, life.how]),
      [[null, null], ...Array.from({ length: 3 }, () => ["unexpected", "terminated by SIGKILL"])],
    );
    const [json] = JSON.parse(daemon.ctl("status", "--json", "killed").stdout);
    assert.equal(json.flapping.ends, 3);
    assert.equal(json.trouble, null);
    daemon.ctl("restart", "killed");
    assert.equal((await process("killed")).flapping, null);
    const [, stopped] = (await askJson(`${base}/processes/killed/lives`)).body as Any;
    assert.equal(stopped.end, "stopped");
  });

  test("on a terminal status has a dim line below, in which nothing acts on it", requires(python), async () => {
    for (let times = 0; times < 3; times++) await kill("killed");
    const status = (env: NodeJS.ProcessEnv = {}): Terminal =>
      new Terminal([join(bin, "supervisorctl"), "-c", daemon.configuration, "status"], { env });
    await using terminal = status();
    await terminal.ended();
    const lines = terminal.screen.split("\r\n");
    const below = (name: string): string => lines[lines.findIndex((line) => line.startsWith(`${name} `)) + 1] ?? "";
    assert.match(below("bad"), /^ {2}\x1b\[2mexit status 3, 1 attempt, at [\d:]+: no such port\u2407: 80\x1b\[0m$/);
    assert.match(below("nowhere"), /^ {2}\x1b\[2m2 attempts, the last at [\d:]+\x1b\[0m$/);
    assert.match(
      lines.find((line) => line.startsWith("killed ")) ?? "",
      /uptime [\d:]+ \x1b\[2m\(flapping: 3 unexpected ends within 5 minutes, the last at [\d:]+, terminated by SIGKILL\)\x1b\[0m$/,
    );
    await using plain = status({ NO_COLOR: "1" });
    await plain.ended();
    assert.doesNotMatch(plain.screen, /\x1b/);
    assert.match(plain.screen, /\r\n {2}exit status 3, 1 attempt/);
  });
});

test(
  "where the server is Supervisor there is less to see, and nothing goes wrong",
  requires(python, peerSupervisord),
  async () => {
    const bad = "[program:bad]\ncommand=/bin/sh -c 'echo no >&2; exit 3'\nstartretries=0\n";
    await using peer = await new Daemon({ programs: bad, executable: peerSupervisord }).start();
    await peer.untilState("bad", "FATAL");
    const { stdout, stderr, status } = peer.ctl("start", "bad");
    assert.deepEqual([stdout, stderr, status], ["bad: ERROR (spawn error)\n", "", 7]);
    await using terminal = new Terminal([join(bin, "supervisorctl"), "-c", peer.configuration, "status"]);
    assert.equal(await terminal.ended(), 3);
    assert.match(terminal.screen, /^bad .*Exited too quickly \(process log may have details\)\r\n$/);
  },
);
