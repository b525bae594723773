import { describe, it } from "node:test";
import type { Configuration } from "../config/configuration.ts";
import { groupConfig, programConfig, Workshop } from "../supervisor/fixtures.ts";
import { Supervisor } from "../supervisor/supervisor.ts";
import { exited } from "../system/fake-system.ts";
import type { ControlledProcess } from "./control.ts";
import { type ContractSubject, controlContract } from "./control-contract.ts";
import { FakeControl, FakeGroup, FakeProcess } from "./fake-control.ts";

const problem = { file: "c", line: 1, section: undefined, key: undefined, message: "wrong", hint: undefined };
const refusal = { ok: false, problems: [problem] } as const;

function real(): ContractSubject {
  const { system, log, openLogs, surroundings } = new Workshop();
  system.processes.onSignal = () => {}; // it ends when the test says so
  const web = groupConfig("web", [programConfig({ name: "web" })]);
  const job = groupConfig("job", [programConfig({ name: "job", autostart: false })]);
  const configuration = (...groups: readonly (typeof web)[]): Configuration =>
    ({ supervisord: { identifier: "supervisor" }, groups }) as unknown as Configuration;
  let broken = false;
  const control = new Supervisor({
    system,
    configuration: configuration(web),
    readConfiguration: () => (broken ? refusal : { ok: true, configuration: configuration(web, job) }),
    log,
    openLogs,
    loadResultHandler: surroundings.loadResultHandler,
    environment: { PATH: "/bin" },
    serverUrl: undefined,
  });
  control.start(false);
  control.reload();
  return {
    control,
    settle: () => system.advance(1_500),
    die: ({ pid }: ControlledProcess) => {
      system.processes.child(pid).exit(exited(0));
      system.settle();
    },
    breakFiles: () => {
      broken = true;
    },
  };
}

function fake(): ContractSubject {
  const control = new FakeControl();
  control.program("web");
  const job = new FakeProcess("job", { autostart: false });
  control.pendingGroups.set("job", new FakeGroup("job", [job]));
  control.groups.get("web")?.processes[0]?.start();
  return {
    control,
    settle: () => {
      for (const { processes } of control.groups.values()) for (const process of processes) process.settle();
    },
    die: (process) => (process as FakeProcess).die(),
    breakFiles: () => {
      control.reloadAnswer = refusal;
    },
  };
}

for (const [name, make] of Object.entries({ "the daemon": real, "the daemon of tests": fake })) {
  describe(name, () => {
    for (const { title, check } of controlContract) it(title, () => check(make()));
  });
}
