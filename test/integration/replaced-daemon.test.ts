import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import type { Configuration } from "../../src/config/configuration.ts";
import { readConfiguration } from "../../src/config/read-configuration.ts";
import { openChildLog } from "../../src/logging/child-log.ts";
import { LogOutputs } from "../../src/logging/log-outputs.ts";
import type { Channel } from "../../src/logging/log-record.ts";
import type { ActivityLog } from "../../src/logging/logs.ts";
import { recordedConfig } from "../../src/supervisor/config-record.ts";
import { defaultHandler } from "../../src/supervisor/result-handler.ts";
import { Supervisor, type SupervisorSnapshot } from "../../src/supervisor/supervisor.ts";
import type { OpenLogs } from "../../src/supervisor/surroundings.ts";
import { nodeSystem } from "../../src/system/node-system.ts";
import { Scratch } from "../helpers/scratch.ts";
import { until } from "../helpers/until.ts";

const lines: string[] = [];
const log: ActivityLog = {
  log: (level, message) => {
    if (level === "error" || level === "critical") lines.push(message);
  },
  enabled: () => false,
  reopen: () => {},
  clear: () => {},
  close: () => {},
  path: undefined,
};

function childLogs(scratch: Scratch): OpenLogs {
  const { clock, files } = nodeSystem;
  const environment = { clock, files, outputs: new LogOutputs(nodeSystem, "supervisord"), activity: log };
  const place = { childlogdir: scratch.path, identifier: "supervisor", stripAnsi: false };
  return (config, groupName, { paths }) => {
    const open = (channel: Channel) => {
      const request = { ...place, groupName, processName: config.name, channel, config: config[channel] };
      return openChildLog({ ...request, autoPath: paths?.[channel] }, environment);
    };
    return { stdout: open("stdout"), stderr: open("stderr") };
  };
}

/** A daemon without its skin, over the system itself. */
function make(configuration: Configuration, scratch: Scratch): Supervisor {
  return new Supervisor({
    system: nodeSystem,
    configuration,
    readConfiguration: () => ({ ok: true, configuration }),
    log,
    openLogs: childLogs(scratch),
    loadResultHandler: () => defaultHandler,
    environment: { PATH: "/usr/bin:/bin" },
    serverUrl: undefined,
    recordsPath: scratch.file("children"),
  });
}

function read(text: string, scratch: Scratch): Configuration {
  const path = scratch.file("supervisord.conf");
  writeFileSync(path, text);
  const { files, users } = nodeSystem;
  const place = { environment: {}, hostName: "host", cwd: scratch.path, effectiveUid: process.getuid?.() ?? 0 };
  const result = readConfiguration({ path, files, users, ...place, temporaryDirectory: scratch.path });
  assert.ok(result.ok);
  return result.configuration;
}

/** New objects go on where the old ones are, over the same descriptors. */
function replace(old: Supervisor, scratch: Scratch): Supervisor {
  const text = JSON.stringify(old.snapshot());
  old.release();
  const snapshot = JSON.parse(text) as SupervisorSnapshot;
  const next = make(recordedConfig(snapshot.configuration), scratch);
  next.resume(snapshot);
  return next;
}

test("real children notice nothing when their daemon is replaced: each byte comes once, in order, both ways", async () => {
  using scratch = new Scratch();
  const [speech, input] = [scratch.file("speech"), scratch.file("input")];
  const configuration = read(
    `[supervisord]
[program:speaker]
command=/bin/sh -c 'seq 1 400000; exec sleep 100'
stdout_logfile=${speech}
stdout_logfile_maxbytes=0
[program:taker]
command=/bin/sh -c 'while dd bs=1000 count=1 status=none >>${input} && test $(wc -c <${input}) -lt 900000; do :; done; exec sleep 100'
[program:short]
command=/bin/sh -c 'sleep 0.1'
startsecs=0
autorestart=true
`,
    scratch,
  );
  let supervisor = make(configuration, scratch);
  supervisor.start(false);
  const processOf = (name: string) => supervisor.groups.get(name)?.processes[0];
  await until("all of them run", () => [...supervisor.groups.keys()].every((name) => processOf(name)?.pid !== 0));
  const pids = ["speaker", "taker"].map((name) => processOf(name)?.pid);
  const load = Buffer.from(Array.from({ length: 112_500 }, (_, index) => String(index).padStart(7, "0")).join("\n"));
  assert.equal(processOf("taker")?.writeStdin(load), "ok");
  processOf("taker")?.writeStdin(Buffer.from("\n"));
  let replaced = 0;
  const isWhole = () => existsSync(input) && statSync(input).size === load.length + 1;
  await until("all is said and taken", () => {
    supervisor = replace(supervisor, scratch);
    replaced++;
    return isWhole() && readFileSync(speech, "latin1").endsWith("\n400000\n");
  });
  assert.ok(replaced > 10, `replaced ${replaced} times`);
  const numbers = readFileSync(speech, "latin1").trimEnd().split("\n");
  assert.equal(numbers.length, 400_000);
  assert.equal(
    numbers.findIndex((each, index) => each !== String(index + 1)),
    -1,
  );
  assert.equal(readFileSync(input, "latin1"), `${load.toString()}\n`);
  assert.deepEqual(
    ["speaker", "taker"].map((name) => processOf(name)?.pid),
    pids,
  );
  const before = processOf("short")?.starts ?? 0;
  await until("the short one comes back", () => {
    supervisor = replace(supervisor, scratch);
    return (processOf("short")?.starts ?? 0) > before + 10;
  });
  supervisor = replace(supervisor, scratch);
  supervisor.shutdown();
  supervisor = replace(supervisor, scratch);
  assert.equal(await supervisor.finished, "SHUTDOWN");
  assert.equal(existsSync(scratch.file("children")), false);
  assert.deepEqual(lines, []);
});
