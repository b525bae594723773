/** What the kernel gives a child, and what is said when there is none: the same under Debian's Supervisor and under ours. */
import assert from "node:assert/strict";
import { chmodSync, existsSync } from "node:fs";
import { describe, test } from "node:test";
import { Daemon, peerSupervisorctl, peerSupervisord, root } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";
import { runPeer } from "./peer-commands.ts";

const self = `${root}test/programs/describe-self.sh`;

async function underBoth<Result>(
  options: ConstructorParameters<typeof Daemon>[0],
  observe: (daemon: Daemon) => Promise<Result>,
): Promise<{ readonly ours: Result; readonly theirs: Result }> {
  const underOne = async (executable?: string): Promise<Result> => {
    await using daemon = new Daemon({ ...options, ...(executable === undefined ? {} : { executable }) });
    await daemon.start();
    return await observe(daemon);
  };
  const [ours, theirs] = await Promise.all([underOne(), underOne(peerSupervisord)]);
  return { ours, theirs };
}

describe("as under Debian's Supervisor", requires(peerSupervisord, peerSupervisorctl), () => {
  test("environment, umask, directory, groups, signals, process group and descriptors of a child", async () => {
    const { ours, theirs } = await underBoth(
      {
        supervisord: "environment=SHARED=1,OVER=daemon",
        programs: `[program:plain]
command=${self} @DIR@/plain.txt
environment=OVER=program,QUOTED="a b"
[program:other]
command=${self} @DIR@/other.txt
umask=077
directory=/usr
redirect_stderr=true
serverurl=http://example.test:9001
[program:nobody]
command=/bin/sh -c "umask 022; exec ${self} /tmp/supervisor-test-nobody.%(ENV_TAG)s"
user=nobody
`,
        env: { PATH: process.env["PATH"] ?? "", LANG: "C.UTF-8", TAG: String(process.pid) },
      },
      async (daemon) => {
        const files = ["plain.txt", "other.txt"].map((name) => daemon.path(name));
        await until("the children have described themselves", () => files.every((file) => existsSync(file)));
        return ["plain.txt", "other.txt"].map((name) =>
          daemon
            .read(name)
            .replaceAll(daemon.directory, "@DIR@")
            .replace(/^TAG=.*\n/m, ""),
        );
      },
    );
    // Python ignores SIGPIPE and SIGXFSZ and passes that on; here a child starts with every signal at its default.
    const withoutIgnored = (texts: readonly string[]) => texts.map((text) => text.replace(/^SigIgn:.*\n/m, ""));
    assert.deepEqual(withoutIgnored(ours), withoutIgnored(theirs));
    for (const text of ours) assert.match(text, /^SigIgn: 0{16}$/m);
  });

  test("spawn errors have the same words in spawnerr, in the log and in supervisorctl", async () => {
    const { ours, theirs } = await underBoth(
      {
        programs: `[program:missing]
command=/no/such/program
[program:missing-on-path]
command=no-such-program --x
[program:directory]
command=/usr
[program:not-executable]
command=@DIR@/plain-file
[program:unparsable]
command=/bin/echo 'unclosed
`,
        files: { "plain-file": "x" },
      },
      async (daemon) => {
        chmodSync(daemon.path("plain-file"), 0o644);
        const names = ["missing", "missing-on-path", "directory", "not-executable", "unparsable"];
        await until("the log tells of all", () =>
          names.every(() => daemon.log.split("spawnerr:").length > names.length),
        );
        const errors = [...new Set(daemon.log.match(/spawnerr: .*/g))].sort();
        const ctl = (...args: readonly string[]) =>
          runPeer(peerSupervisorctl, ["-c", daemon.configuration, ...args], daemon.directory);
        const answers = await Promise.all(names.map((name) => ctl("start", name)));
        const refusals = answers.map(({ stdout, status }) => ({ stdout, status }));
        return JSON.parse(JSON.stringify({ errors, refusals }).replaceAll(daemon.directory, "@DIR@"));
      },
    );
    assert.deepEqual(ours, theirs);
  });

  test("the activity log tells a scripted life in the same lines", async () => {
    const { ours, theirs } = await underBoth(
      {
        programs: `[program:steady]
command=/bin/sleep 1000
[program:oneshot]
command=/bin/sh -c "sleep 1.3; exit 0"
[program:failing]
command=/bin/sh -c "sleep 1.3; exit 3"
autorestart=false
[program:stubborn]
command=/bin/sh -c "trap '' TERM; while :; do sleep 0.1; done"
stopwaitsecs=1
killasgroup=true
[program:group]
command=/bin/sh -c "sleep 1000; true"
stopasgroup=true
stopsignal=INT
`,
      },
      async (daemon) => {
        await daemon.untilState("steady", "RUNNING");
        await daemon.untilState("oneshot", "EXITED");
        await daemon.untilState("failing", "EXITED");
        await daemon.rpc("supervisor.signalProcess", "steady", "KILL");
        await until("steady came back", () => (daemon.log.match(/entered RUNNING state.*\n/g) ?? []).length >= 6);
        for (const name of ["stubborn", "group", "steady"]) await daemon.rpc("supervisor.stopProcess", name);
        const lines = daemon.log
          .split("\n")
          .map((line) => line.slice("2026-11-21 02:22:41,221 ".length))
          .filter(
            (line) =>
              !/^DEBG fd \d+ closed/.test(line) &&
              // Told if it lives a moment later, which is a matter of luck with those that obey.
              !/^INFO waiting for (?!stubborn)/.test(line) &&
              /(spawned|success|exited|stopped|killing|sending|waiting|SIGKILL)/.test(line),
          )
          .map((line) => line.replace(/pid \d+/, "pid N").replace(/\(\d+\)/, "(N)"))
          // 4.2.5 says WARN only since 4.3; the catalogue of 4.3 and later is what we follow.
          .map((line) => line.replace(/^(INFO|WARN) (exited|stopped):/, "$2:"));
        return lines.sort();
      },
    );
    assert.deepEqual(ours, theirs);
  });
});
