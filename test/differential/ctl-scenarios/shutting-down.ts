import type { Scenario } from "../ctl-scenario.ts";

const every =
  "status|status cat|start cat|start all|start nope|stop cat|stop all|restart cat|signal HUP cat|pid|pid cat|pid all|version|" +
  "tail cat|maintail|clear cat|clear all|fg cat|avail|reread|update|update cat|add cat|add nope|remove cat|reload|shutdown|" +
  "start|tail|help start|status x";

export const shuttingDown: Scenario = {
  title: "a server that is shutting down",
  programs: `[program:cat]
command=/bin/cat
[program:stubborn]
command=/bin/sh -c 'trap "" TERM; echo ready; while :; do sleep 0.2; done'
stdout_logfile=@DIR@/stubborn.log
stopwaitsecs=3600
`,
  async before(arena) {
    await arena.untilText("stubborn.log", "ready");
    await arena.untilState("stubborn", "RUNNING");
  },
  steps: [
    { run: "shutdown" },
    ...every.split("|").map((run) => ({ run })),
    {
      run: "status",
      when: "after a SIGKILL of the last process",
      first: (arena) => arena.killProcesses(/trap "" TERM/).then(() => arena.daemon.ended().then(() => {})),
    },
  ],
};
