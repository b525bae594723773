/** A daemon with programs as people have them, for the browser tests and the pictures. */
import { fileURLToPath } from "node:url";
import { Daemon } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";

const chatty = `${process.execPath} ${fileURLToPath(new URL("../programs/chatty.mjs", import.meta.url))}`;

const programs = `
[program:nginx]
command=${chatty} 900 10
priority=10
[program:postgres]
command=${chatty} 1500 25
priority=5
[program:redis]
command=${chatty} 2500 4
priority=5
[program:mailer]
command=/bin/sh -c 'echo "cannot connect to smtp.internal:25" >&2; exit 3'
startsecs=1
startretries=50
[program:nightly-report]
command=/bin/sh -c 'echo "report written"; sleep 2'
autorestart=false
startsecs=0
[program:import-legacy]
command=/opt/legacy/import --all
startretries=0
[program:indexer]
command=/bin/sh -c 'echo "index opened"; sleep 2; echo "out of memory: 512 MB are used" >&2; kill -9 $$'
startsecs=1
[program:shell]
command=/bin/cat
autostart=false
[program:api]
command=${chatty} 350 60
process_name=%(program_name)s_%(process_num)02d
numprocs=4
[program:worker]
command=${chatty} 700 110
process_name=%(program_name)s_%(process_num)d
numprocs=6
[program:scheduler]
command=${chatty} 4000 3
[group:shop]
programs=api,scheduler
priority=100
`;

export interface DemoDaemon {
  readonly daemon: Daemon;
  readonly url: string;
}

/** Starts it with a TCP server. `more` stands at the end of the configuration. */
export async function startDemo(more = "", inetOptions = "", base = programs): Promise<DemoDaemon> {
  const port = await freePort();
  const server = `[inet_http_server]\nport=127.0.0.1:${port}\n${inetOptions}\n`;
  const daemon = await new Daemon({ programs: `${server}${base}${more}`, files: { "more.conf": "" } }).start();
  return { daemon, url: `http://127.0.0.1:${port}` };
}
