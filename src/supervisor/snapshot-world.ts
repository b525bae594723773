/** For the proof that a daemon can be put down and taken up again: a whole one over a system in memory, and what may happen to it. */
import assert from "node:assert/strict";
import type { Configuration, GroupConfig } from "../config/configuration.ts";
import { openChildLog } from "../logging/child-log.ts";
import { LogOutputs } from "../logging/log-outputs.ts";
import type { Channel } from "../logging/log-record.ts";
import type { ActivityLog } from "../logging/logs.ts";
import type { FakeChild } from "../system/fake-child.ts";
import { exited, FakeSystem, signaled } from "../system/fake-system.ts";
import { recordedConfig } from "./config-record.ts";
import { groupConfig, programConfig } from "./fixtures.ts";
import type { Process } from "./process.ts";
import { defaultHandler } from "./result-handler.ts";
import { type Mood, Supervisor, type SupervisorSnapshot } from "./supervisor.ts";
import type { OpenLogs } from "./surroundings.ts";

/** Whom it concerns is a number of `names`. */
export type Move =
  | { readonly kind: "start" | "stop" | "restart"; readonly who: number }
  | { readonly kind: "autostart"; readonly order: readonly string[] }
  | { readonly kind: "die"; readonly who: number; readonly code: number; readonly keepsPipes: boolean }
  | { readonly kind: "write" | "stdin"; readonly who: number; readonly text: string }
  /** A listener says so many bytes more of what it has to say, at the end of which an event is answered with `word`. */
  | { readonly kind: "answer"; readonly who: number; readonly bytes: number; readonly word: string }
  | { readonly kind: "babble" | "take" | "deafen" | "hush"; readonly who: number }
  | { readonly kind: "add" | "remove"; readonly group: string }
  | { readonly kind: "reread" | "stranger" | "orphan" | "names" | "shutdown" | "reload" }
  /** "jump" is of the wall clock alone. */
  | { readonly kind: "wait" | "jump"; readonly ms: number };

const channel = programConfig().stdout;
const toFile = (name: string) => ({ ...channel, logfile: { kind: "file", path: `/log/${name}.log` } }) as const;
const program = (name: string, change = {}) => programConfig({ name, stdout: toFile(name), ...change });

/** No two deadlines fall on one moment, but where that is the point: which comes first is then the system's choice. */
export const groups: readonly GroupConfig[] = [
  groupConfig("a", [
    program("a", {
      autorestart: true,
      startsecs: 1.00019,
      stdout: { ...toFile("a"), logfile_maxbytes: 30, logfile_backups: 2, events_enabled: true },
    }),
  ]),
  groupConfig("b", [
    program("b", {
      stdout: { ...channel, logfile: { kind: "auto" }, capture_maxbytes: 50, syslog: true },
      startsecs: 2.00011,
      stopwaitsecs: 11.0003,
    }),
  ]),
  groupConfig("c", [program("c", { startsecs: 0, stopwaitsecs: 7.0005, autostart: false, redirect_stderr: true })], 5),
  {
    kind: "eventlistener",
    name: "pool",
    priority: -1,
    events: ["PROCESS_STATE", "PROCESS_COMMUNICATION", "PROCESS_LOG", "PROCESS_GROUP", "TICK_5", "TICK_60"],
    buffer_size: 4,
    result_handler: "supervisor.dispatchers:default_handler",
    len_in_bytes: false,
    restart_on_protocol_error: true,
    processes: ["l1", "l2"].map((name) => program(name, { startsecs: 0 })),
  },
  {
    kind: "fcgi-program",
    name: "web",
    priority: 20,
    socket: { kind: "tcp", url: "tcp://127.0.0.1:9000", host: "127.0.0.1", port: 9000, backlog: undefined },
    processes: ["f1", "f2"].map((name) => program(name, { startsecs: 3.00013 })),
  },
  {
    kind: "fcgi-program",
    name: "named",
    priority: 20,
    socket: { kind: "tcp", url: "tcp://app.example:9001", host: "app.example", port: 9001, backlog: undefined },
    processes: [program("n", { startsecs: 4.00017, stopwaitsecs: 13.0007 })],
  },
];

export const names = ["a", "b", "c", "l1", "l2", "f1", "f2", "n"];
/** A run of n that a crash has left. */
const orphan = 77;
const stubborn = new Set(["b", "c"]);

/** A daemon over a system in memory. */
export class World {
  readonly system = new FakeSystem();
  readonly #lines: string[] = [];
  readonly #log: ActivityLog = {
    log: (level, message) => this.#lines.push(`${this.system.clock.monotonicMs()} ${level} ${message}`),
    enabled: () => true,
    reopen: () => {},
    clear: () => {},
    close: () => {},
    path: undefined,
  };
  readonly #configuration = {
    supervisord: { identifier: "supervisor" },
    groups,
    servers: [],
  } as unknown as Configuration;
  /** What the files say of groups. */
  #written = groups;
  readonly #answerName: (address: string) => void;
  /** How far listeners have come in what they have to say, by pid. */
  readonly #said = new Map<number, string>();
  readonly #answered = new Map<number, number>();
  /** What children have taken from their standard input, by pid. */
  readonly #taken = new Map<number, string>();
  readonly #hushed = new Set<number>();
  readonly #seen: unknown[] = [];
  #supervisor: Supervisor;
  #finished: Mood | undefined;

  constructor() {
    const { system } = this;
    for (const directory of ["/log", "/run"]) system.files.makeDirectory(directory);
    system.files.put("/bin/cat", "", 0o755);
    system.processes.addStranger(system.processes.ownPid);
    const env = { SUPERVISOR_ENABLED: "1", SUPERVISOR_PROCESS_NAME: "n", SUPERVISOR_GROUP_NAME: "named" };
    system.processes.addStranger(orphan, { env, parentPid: system.processes.ownPid });
    this.#answerName = system.sockets.nameServer.ask("app.example");
    system.processes.onSignal = (child, signal) => {
      if (signal === 9 || !stubborn.has(nameOf(child))) child.exit(signaled(signal));
    };
    system.processes.failSpawnIf = ({ stdio: [stdin] }) => {
      const input = system.descriptors.find(stdin);
      if (input?.kind === "pipe-read") input.pipe.capacity = 100;
      return undefined;
    };
    this.#supervisor = this.#make(this.#configuration);
    // Ticks come with the wall clock's seconds: nothing else shall.
    system.advance(7);
    this.#supervisor.start(true);
    system.advance(1);
  }

  #make(configuration: Configuration): Supervisor {
    const supervisor = new Supervisor({
      system: this.system,
      configuration,
      readConfiguration: () => ({ ok: true, configuration: { ...this.#configuration, groups: this.#written } }),
      log: this.#log,
      openLogs: this.#openLogs(),
      loadResultHandler: () => defaultHandler,
      environment: { PATH: "/bin" },
      serverUrl: undefined,
      recordsPath: "/run/children",
    });
    void supervisor.finished.then((mood) => {
      this.#finished = mood;
    });
    return supervisor;
  }

  #openLogs(): OpenLogs {
    const { system } = this;
    const outputs = new LogOutputs(system, "supervisord");
    const environment = { clock: system.clock, files: system.files, outputs, activity: this.#log };
    return (config, groupName, { pause, recorded, protocolOnStdout, paths }) => {
      const open = (channel: Channel) =>
        openChildLog(
          {
            groupName,
            processName: config.name,
            channel,
            config: config[channel],
            childlogdir: "/log",
            identifier: "supervisor",
            autoPath: paths?.[channel],
            stripAnsi: config.name !== "a",
            echo: protocolOnStdout ? "bytes" : "text",
            onOutput: config[channel].events_enabled ? recorded : undefined,
            onPressure: (paused) => pause(channel, paused),
          },
          environment,
        );
      return { stdout: open("stdout"), stderr: config.redirect_stderr ? undefined : open("stderr") };
    };
  }

  /** New objects go on where the old ones are, unless there is nothing to go on with. */
  replace(): void {
    if (this.#finished !== undefined) return;
    const text = JSON.stringify(this.#supervisor.snapshot());
    this.#supervisor.release();
    assert.equal(this.system.clock.pendingTimers, 0, "a released daemon has no timers");
    const snapshot = JSON.parse(text) as SupervisorSnapshot;
    this.#supervisor = this.#make(recordedConfig(snapshot.configuration));
    this.#supervisor.resume(snapshot);
  }

  /** Lets a moment pass: of two timers for one moment, the one that was set first would come first. */
  async pass(): Promise<void> {
    this.system.advance(1);
    // Each step of a shutdown waits for promises, which the clock does not drive.
    for (let step = 0; step < 6; step++) {
      await new Promise((resolve) => setImmediate(resolve));
      this.system.settle();
    }
  }

  #process(name: string | undefined): Process | undefined {
    const processes = [...this.#supervisor.groups.values()].flatMap((group) => group.processes);
    return processes.find(({ config }) => config.name === name);
  }

  #child(index: number): FakeChild | undefined {
    return this.system.processes.living.find((child) => nameOf(child) === names[index]);
  }

  move(move: Move): void {
    const { system } = this;
    // Clients are refused this then (rpc/dispatcher.ts).
    if ((move.kind === "add" || move.kind === "remove") && this.#supervisor.mood !== "RUNNING") return;
    switch (move.kind) {
      case "wait":
        system.advance(move.ms);
        break;
      case "jump":
        system.jumpWall(move.ms);
        break;
      case "die":
        this.#child(move.who)?.exit(exited(move.code), { keepPipes: move.keepsPipes });
        break;
      case "write":
        this.#write(move.who, move.text);
        break;
      case "hush":
        this.#hush(move.who);
        break;
      case "answer":
        this.#answer(move.who, move.bytes, move.word);
        break;
      case "babble":
        this.#child(move.who)?.write(1, "what?\n");
        break;
      case "take":
        this.system.processes.living
          .filter((child) => nameOf(child) === names[move.who])
          .map((child) => this.#take(child));
        break;
      case "deafen":
        if (stubborn.has(names[move.who] ?? "")) this.#child(move.who)?.close(0);
        else if (move.who === 4) this.#child(4)?.close(0);
        break;
      case "stdin":
        this.#seen.push(this.#process(names[move.who])?.writeStdin(Buffer.from(move.text)));
        break;
      case "autostart":
        for (const name of move.order) this.#process(name)?.autostart();
        break;
      case "add":
        this.#seen.push(this.#supervisor.addGroup(move.group));
        break;
      case "remove":
        this.#seen.push(this.#supervisor.removeGroup(move.group));
        break;
      case "reread":
        this.#written = this.#written === groups ? groups.map(changed) : groups;
        this.#seen.push(this.#supervisor.reload());
        break;
      case "stranger":
        system.processes.addEnded({ pid: 99, status: exited(3) });
        break;
      case "orphan":
        system.processes.removeStranger(orphan);
        break;
      case "names":
        this.#answerName("127.0.0.9");
        break;
      case "shutdown":
        this.#supervisor.shutdown();
        break;
      case "reload":
        this.#supervisor.restart();
        break;
      default:
        this.#process(names[move.who])?.[move.kind]();
    }
  }

  #write(index: number, text: string): void {
    const child = this.#child(index);
    if (child !== undefined && !this.#hushed.has(child.pid)) child.write(1, text);
  }

  /** It closes its output, and lives on. */
  #hush(index: number): void {
    const child = this.#child(index);
    for (const fd of [1, 2] as const) child?.close(fd);
    if (child !== undefined) this.#hushed.add(child.pid);
  }

  /** Some more bytes of what a listener has to say about the events that it got. */
  #answer(index: number, bytes: number, word: string): void {
    const child = this.#child(index);
    if (child === undefined) return;
    const events = this.#take(child).split("ver:3.0").length - 1;
    let left = this.#said.get(child.pid) ?? "READY\n";
    const done = this.#answered.get(child.pid) ?? 0;
    if (left.length < bytes && events > done) {
      left += `RESULT ${word.length}\n${word}READY\n`;
      this.#answered.set(child.pid, done + 1);
    }
    child.write(1, left.slice(0, bytes));
    this.#said.set(child.pid, left.slice(bytes));
  }

  #take(child: FakeChild): string {
    const taken = child.readInput();
    this.#taken.set(child.pid, taken);
    return taken;
  }

  /** Everybody takes what he was sent. */
  drain(): void {
    for (const child of this.system.processes.living) {
      for (let before = -1; this.#take(child).length !== before; this.system.settle())
        before = this.#taken.get(child.pid)?.length ?? 0;
    }
  }

  /** Everything that can be seen from outside; of the activity log what is new since the last look. */
  look(): unknown {
    const { system } = this;
    const files = system.files.list("/log").map((name) => [withoutChance(name), system.files.readText(`/log/${name}`)]);
    return {
      groups: [...this.#supervisor.groups.values()].map((group) => [group.config, group.processes.map(publicOf)]),
      mood: [this.#supervisor.mood, this.#finished],
      queues: this.#supervisor.eventQueues,
      pending: this.#supervisor.pending.groups,
      kills: system.processes.kills,
      children: system.processes.spawned.map(({ pid, state, signals }) => [pid, state, signals]),
      taken: [...this.#taken],
      files: files.sort(),
      records: system.files.exists("/run/children") && system.files.readText("/run/children"),
      lines: this.#lines.splice(0),
      seen: this.#seen,
      listening: system.sockets.listening,
      descriptors: system.descriptors.count,
      timers: [system.clock.pendingTimers, system.clock.nextTimerMs],
    };
  }
}

/** As an operator might change it. */
function changed(group: GroupConfig): GroupConfig {
  if (group.name === "web") return group;
  return { ...group, processes: group.processes.map((each) => ({ ...each, stopsignal: 1 })) };
}

function nameOf(child: FakeChild): string {
  return child.request.env["SUPERVISOR_PROCESS_NAME"] ?? "";
}

function withoutChance(name: string): string {
  return name.replace(/-\w{8}\.log/, ".log");
}

function publicOf(process: Process): unknown {
  return {
    name: process.config.name,
    state: process.state.name,
    pid: process.pid,
    startPending: process.startPending,
    uptimeMs: process.uptimeMs,
    times: [process.startedWallMs, process.stoppedWallMs, process.retryInMs],
    exits: [process.exitStatus, process.lastExit, [...process.exits], process.starts],
    spawnError: process.spawnError,
    lives: process.lives,
    log: process.stdoutLog.path && withoutChance(process.stdoutLog.path),
  };
}
