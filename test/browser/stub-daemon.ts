/** The page in front of an API that makes its processes up: as many as no test machine can run. */
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ProcessShape, SupervisorShape, Usage } from "../../src/http/api/shapes.ts";
import { root } from "../helpers/daemon.ts";

export interface StubDaemon extends AsyncDisposable {
  readonly url: string;
  /** Tells all pages new figures of all processes. */
  tick(): void;
  /** Tells all pages that some processes have changed. */
  change(shapes: readonly ProcessShape[]): void;
  readonly processes: readonly ProcessShape[];
  readonly supervisor: SupervisorShape;
}

const types = { js: "text/javascript", css: "text/css", svg: "image/svg+xml" } as Readonly<Record<string, string>>;

const supervisor: SupervisorShape = {
  identifier: "stub",
  host: "stub",
  version: "0",
  state: "RUNNING",
  pid: 1,
  startedAt: new Date().toISOString(),
  uptimeSeconds: 1,
  configuration: "/etc/supervisord.conf",
  logfile: null,
  residentBytes: 1,
  cpuSeconds: 1,
  processes: 0,
  running: 0,
};

/** Serves `count` processes in groups of `perGroup`; every 97th has failed. */
export async function startStub(count: number, perGroup: number): Promise<StubDaemon> {
  const processes = Array.from({ length: count }, (_, at) => shape(at, perGroup));
  const readers = new Set<ServerResponse>();
  let turn = 0;
  const send = (reader: ServerResponse, event: string, body: unknown): void => {
    reader.write(`event: ${event}\ndata: ${JSON.stringify(body)}\n\n`);
  };
  const server = createServer(({ url = "/" }, response) => {
    const { pathname } = new URL(url, "http://stub");
    if (pathname === "/") {
      response.setHeader("Content-Type", "text/html");
      response.end(
        `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>stub</title><link rel="stylesheet" href="assets/app.css"><script type="module" src="assets/app.js"></script><div id="app"></div>`,
      );
    } else if (pathname.startsWith("/assets/")) {
      response.setHeader("Content-Type", types[pathname.split(".").at(-1) ?? ""] ?? "text/plain");
      response.end(readFileSync(`${root}dist/web/${pathname.slice("/assets/".length)}`));
    } else if (pathname === "/api/v1/events") {
      response.setHeader("Content-Type", "text/event-stream");
      readers.add(response);
      response.on("close", () => readers.delete(response));
      send(response, "snapshot", { supervisor, processes });
    } else {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ path: "", files: [], problems: [], difference: [] }));
    }
  });
  // A page gives up a connection on which nothing comes.
  const beat = setInterval(() => {
    for (const reader of readers) send(reader, "supervisor", supervisor);
  }, 2_000);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    processes,
    supervisor,
    tick: () => {
      turn++;
      const figures = Object.fromEntries(processes.flatMap((one, at) => (one.pid ? [[one.id, usage(at, turn)]] : [])));
      for (const reader of readers) send(reader, "usage", { supervisor, processes: figures });
    },
    change: (shapes) => {
      for (const reader of readers) for (const one of shapes) send(reader, "process", one);
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(beat);
      for (const reader of readers) reader.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function usage(at: number, turn: number): Usage {
  return { cpuPercent: ((at * 7919 + turn * 104_729) % 1_000) / 10, cpuSeconds: turn, residentBytes: 1e6 + at * 1_000 };
}

function shape(at: number, perGroup: number): ProcessShape {
  const failed = at % 97 === 96;
  const group = `group-${Math.floor(at / perGroup)}`;
  const name = `worker_${at}`;
  return {
    id: `${group}:${name}`,
    group,
    name,
    kind: "program",
    state: failed ? "FATAL" : "RUNNING",
    stateSince: null,
    settled: failed,
    description: "",
    pid: failed ? null : at + 2,
    startedAt: new Date(1.7e12 + at * 1_000).toISOString(),
    stoppedAt: null,
    uptimeSeconds: failed ? null : at,
    exit: null,
    error: failed ? "Exited too quickly (process log may have details)" : null,
    trouble: null,
    flapping: null,
    starts: 1 + (at % 7),
    retryInSeconds: null,
    usage: failed ? null : usage(at, 0),
    autostart: true,
    priority: 999,
    command: `/usr/bin/worker --queue jobs-${at % 50} --number ${at}`,
    stdout: null,
    stderr: null,
  };
}
