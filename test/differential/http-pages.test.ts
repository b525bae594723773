/** Supervisor's own pages: what their addresses do and answer, at Debian's Supervisor and here. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { Daemon, peerSupervisord } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { ask, type Reply } from "../helpers/http-client.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

const programs = (port: number): string => `
[inet_http_server]
port=127.0.0.1:${port}
[program:cat]
command=/bin/sh -c "printf 'one <b>\\\\ntwo\\\\n'; exec cat"
stdout_logfile=@DIR@/cat.log
startsecs=0
[program:silent]
command=/bin/cat
stdout_logfile=NONE
startsecs=0
[program:missing]
command=/nowhere/at/all
autostart=false
startretries=0
[program:locked]
command=@DIR@/locked
autostart=false
startretries=0
[program:short]
command=/bin/sh -c 'exit 1'
autostart=false
startretries=0
startsecs=5
[program:pair]
command=/bin/cat
process_name=%(program_name)s_%(process_num)d
numprocs=2
startsecs=0
`;

type Step = readonly [method: "GET" | "POST", address: string, body?: string];

/** One after another at both daemons: each step finds what the steps before it have left. */
const steps: readonly Step[] = [
  ["GET", "/"],
  ["GET", "/index.html"],
  ["GET", "/index.html?message=a+%3Cb%3E"],
  ["GET", "/index.html?action=refresh"],
  ["GET", "/?action=refresh"],
  ["GET", "/index.html?action=nonsense"],
  ["GET", "/index.html?action=nonsense&processname=cat"],
  ["GET", "/index.html?action=start"],
  ["GET", "/index.html?action=start&processname=cat"],
  ["GET", "/index.html?action=stop&processname=cat"],
  ["GET", "/index.html?action=stop&processname=cat"],
  ["GET", "/index.html?action=start&processname=cat"],
  ["GET", "/index.html?action=restart&processname=cat"],
  ["GET", "/index.html?action=clearlog&processname=cat"],
  ["GET", "/index.html?action=start&processname=nope"],
  ["GET", "/index.html?action=stop&processname=nope"],
  ["GET", "/index.html?action=restart&processname=nope"],
  ["GET", "/index.html?action=clearlog&processname=nope"],
  ["GET", "/index.html?action=start&processname=missing"],
  ["GET", "/index.html?action=start&processname=locked"],
  ["GET", "/index.html?action=start&processname=short"],
  ["GET", "/index.html?action=restart&processname=missing"],
  ["GET", "/index.html?action=stop&processname=pair:pair_0"],
  ["GET", "/index.html?action=start&processname=pair:pair_0"],
  ["GET", "/index.html?action=start&processname=pair"],
  ["POST", "/index.html", "action=stop&processname=cat"],
  ["POST", "/index.html?action=stop&processname=pair:pair_0", "action=start&processname=cat"],
  ["POST", "/index.html", "action=stop&action=refresh"],
  ["GET", "/index.html?action=refresh&action=stopall"],
  ["GET", "/index.html?action=stopall"],
  ["GET", "/index.html?action=restartall"],
  ["GET", "/tail.html?processname=cat&limit=2000"],
  ["GET", "/tail.html?processname=cat&limit=x"],
  ["GET", "/tail.html?processname=silent"],
  ["GET", "/tail.html?processname=nope"],
  ["GET", "/tail.html"],
  ["GET", "/nothing.html"],
];

interface Seen {
  readonly status: number;
  readonly location: string | undefined;
  readonly type: string | undefined;
}

/** Without what is different every time: ports and times of day. */
function seen({ status, headers }: Reply, port: number): Seen {
  const location = headers["location"]?.toString().replace(String(port), "PORT");
  return {
    status,
    location: location && decodeURIComponent(location).replace(/\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}/, "TIME"),
    type: status === 200 ? headers["content-type"]?.toString() : undefined,
  };
}

/** What the next step ends before it has said anything would have said nothing at one of the two only. */
async function hasSpoken(daemon: Daemon): Promise<boolean> {
  const pid = await daemon.pidOf("cat");
  // The shell has written, and is cat now.
  return pid === 0 || /^cat\0/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
}

describe("Supervisor's pages", requires(peerSupervisord), () => {
  const daemons: { readonly daemon: Daemon; readonly port: number }[] = [];

  before(async () => {
    for (const executable of [peerSupervisord, undefined]) {
      const port = await freePort();
      const options = { programs: programs(port), files: { locked: "no program\n" } };
      const daemon = await new Daemon(executable === undefined ? options : { ...options, executable }).start();
      daemons.push({ daemon, port });
      await until("it answers", async () => (await ask(`http://127.0.0.1:${port}/ok.html`)).status === 200);
    }
  });
  after(async () => {
    for (const { daemon } of daemons) await daemon.stop();
  });

  test("do and answer the same", async () => {
    for (const [method, address, body] of steps) {
      const answers: Reply[] = [];
      const views: Seen[] = [];
      for (const { daemon, port } of daemons) {
        const headers = { "content-type": "application/x-www-form-urlencoded" };
        const url = `http://127.0.0.1:${port}${address}`;
        const reply = await ask(url, body === undefined ? { method } : { method, headers, body });
        answers.push(reply);
        views.push(seen(reply, port));
        await until("cat has said its lines", () => hasSpoken(daemon));
      }
      const [theirs, ours] = views;
      assert.deepEqual(ours, theirs, `${method} ${address} ${body ?? ""}`);
      if (address.startsWith("/tail.html")) {
        const [theirText, ourText] = answers.map(({ text }) =>
          /<pre>([\s\S]*?)<\/pre>/.exec(text)?.[1]?.trim().replaceAll("&gt;", ">"),
        );
        assert.equal(ourText, theirText, address);
      }
    }
  });
});
