import assert from "node:assert/strict";
import { test } from "node:test";
import { bin, Daemon } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

test("without free descriptors programs are in BACKOFF with the reason, and come up when there are some again", async () => {
  const daemon = new Daemon({
    supervisord: "minfds=64\nlogfile_maxbytes=0",
    programs: `[program:cat]
command=/bin/cat
process_name=%(program_name)s_%(process_num)02d
numprocs=60
startretries=1000
stdout_logfile=NONE
stderr_logfile=NONE
`,
  });
  const limited = `ulimit -n 120; exec "$0" "$@"`;
  await daemon.startAs("/bin/sh", ["-c", limited, `${bin}/supervisord`, "-n", "-c", daemon.configuration]);
  try {
    await until("some wait for descriptors", async () =>
      [...(await daemon.processes()).values()].some(
        ({ statename, description }) =>
          statename === "BACKOFF" && /^too many open files to spawn 'cat_\d\d'/.test(description),
      ),
    );
    const named = async (state: string) =>
      [...(await daemon.states())].filter(([, each]) => each === state).map(([name]) => name);
    await until("as many run as there are descriptors for", async () => (await named("RUNNING")).length >= 10);
    const running = await named("RUNNING");
    const [waiting = ""] = await named("BACKOFF");
    daemon.ctl("stop", ...running.slice(0, 10));
    await until("those that waited run", async () => (await daemon.states()).get(waiting) === "RUNNING");
  } finally {
    assert.equal(await daemon.stop(), 0);
  }
});
