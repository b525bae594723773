import { createServer } from "node:net";
import type { Scenario, Step } from "../ctl-scenario.ts";

/** Every action, against a server that is not there. */
const every =
  "status|status x|start|start x|stop|stop x|restart x|signal|signal HUP x|pid|pid x|version|tail|tail x|tail -f x|maintail|" +
  "maintail -f|clear x|fg|fg x|avail|reread|update|update x|add|add x|remove x|reload|shutdown|help|version x|bogus|open x";

export const noSocket: Scenario = {
  title: "no socket",
  withoutDaemon: true,
  programs: "",
  steps: [
    ...every.split("|").map((run): Step => ({ run, ...(run === "help" ? { only: firstLines } : {}) })),
    {
      run: "-s unix:///etc/passwd/x version",
      bare: true,
      differs: {
        because: "a path through a file is a missing socket like any other, not an exception",
        stdout: "unix:///etc/passwd/x no such file\n",
        status: 7,
      },
    },
    { run: "-s unix://relative.sock version", bare: true },
    { run: "-s unix:/nope version", bare: true },
  ],
};

export const refused: Scenario = {
  title: "nothing listens",
  withoutDaemon: true,
  programs: "[supervisorctl]\nserverurl=http://127.0.0.1:@PORT@\n",
  steps: [
    ...every.split("|").map((run): Step => ({ run, ...(run === "help" ? { only: firstLines } : {}) })),
    { run: "-s http://127.0.0.1:@PORT@/some/path version", bare: true },
    { run: "-s unix:///etc/passwd version", bare: true },
    { run: "-s unix://@DIR@ version", bare: true },
    {
      run: "-s unix://@DIR@/dead.sock version",
      when: "on a socket that its server left behind",
      bare: true,
      first: (arena) => leaveSocketBehind(arena.daemon.path("dead.sock")),
    },
    { run: "-s http://no-such-host.invalid version", bare: true },
    { run: "-s https://localhost version", bare: true },
    { run: "-s ftp://x version", bare: true },
    { run: "-s a:b version", bare: true },
    { run: "-s http:///x version", bare: true },
    { run: "-s http://127.0.0.1:abc version", bare: true },
    { run: "-s http://127.0.0.1:99999 version", bare: true },
  ],
};

function firstLines(help: string): string {
  return help.split("\n").slice(0, 5).join("\n");
}

/** A socket file without a server: closing removes the file, unless it had another name then. */
async function leaveSocketBehind(path: string): Promise<void> {
  const { linkSync } = await import("node:fs");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}.live`, resolve));
  linkSync(`${path}.live`, path);
  await new Promise((resolve) => server.close(resolve));
}
