import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { uptime } from "../control/description.ts";
import { FakeGroup, FakeProcess } from "../control/fake-control.ts";
import { programConfig } from "../supervisor/fixtures.ts";
import { RpcFixture } from "./rpc-fixture.ts";

type Struct = Record<string, unknown>;

async function description(change: (process: FakeProcess) => void): Promise<unknown> {
  const rpc = new RpcFixture();
  const process = new FakeProcess("w");
  rpc.control.add("g", [process]);
  change(process);
  return ((await rpc.call("getProcessInfo", "g:w")) as Struct)["description"];
}

describe("the daemon's own methods", () => {
  it("tell what it is", async () => {
    const rpc = new RpcFixture();
    assert.equal(await rpc.call("getAPIVersion"), "3.0");
    assert.equal(await rpc.call("getVersion"), "3.0");
    assert.equal(await rpc.call("getSupervisorVersion"), "5.0.0");
    assert.equal(await rpc.call("getIdentification"), "supervisor");
    assert.equal(await rpc.call("getPID"), 4711);
    assert.deepEqual(await rpc.call("getState"), { statecode: 1, statename: "RUNNING" });
  });
});

describe("getProcessInfo", () => {
  it("has Supervisor's members in Supervisor's order", async () => {
    const rpc = new RpcFixture();
    const cat = rpc.control.program("cat");
    cat.become("RUNNING", 77);
    cat.startedWallMs = 1_795_234_854_900;
    cat.stoppedWallMs = 1_795_234_853_100;
    cat.uptimeMs = 65_999;
    cat.exitStatus = -1;
    cat.stdoutLog.path = "/log/cat-out";
    const info = (await rpc.call("getProcessInfo", "cat")) as Struct;
    assert.deepEqual(Object.entries(info), [
      ["name", "cat"],
      ["group", "cat"],
      ["start", 1_795_234_854],
      ["stop", 1_795_234_853],
      ["now", Math.floor(rpc.control.nowWallMs / 1000)],
      ["state", 20],
      ["statename", "RUNNING"],
      ["spawnerr", ""],
      ["exitstatus", -1],
      ["logfile", "/log/cat-out"],
      ["stdout_logfile", "/log/cat-out"],
      ["stderr_logfile", ""],
      ["pid", 77],
      ["description", "pid 77, uptime 0:01:05"],
    ]);
  });

  it("shows a log that cannot be read back by the path that was configured", async () => {
    const rpc = new RpcFixture();
    const { stdout } = programConfig();
    rpc.control.add("g", [
      new FakeProcess("w", { stdout: { ...stdout, logfile: { kind: "file", path: "/dev/stdout" } } }),
    ]);
    const info = (await rpc.call("getProcessInfo", "g:w")) as Struct;
    assert.deepEqual(
      [info["logfile"], info["stdout_logfile"], info["stderr_logfile"]],
      ["/dev/stdout", "/dev/stdout", ""],
    );
  });

  it("caps times at what 32 bits hold", async () => {
    const rpc = new RpcFixture();
    rpc.control.program("cat");
    rpc.control.nowWallMs = 5e12;
    assert.equal(((await rpc.call("getProcessInfo", "cat")) as Struct)["now"], 2_147_483_647);
  });

  it("describes each state as supervisorctl status shows it", async () => {
    const stopped = new Date(2026, 10, 21, 2, 9, 5).getTime();
    assert.equal(await description(() => {}), "Not started");
    const ended = (state: "STOPPED" | "EXITED", at: number) => (process: FakeProcess) => {
      process.startedWallMs = 1;
      process.stoppedWallMs = at;
      process.become(state);
    };
    assert.equal(await description(ended("STOPPED", stopped)), "Nov 21 02:09 AM");
    assert.equal(await description(ended("EXITED", new Date(2026, 0, 5, 0, 0).getTime())), "Jan 05 12:00 AM");
    assert.equal(await description(ended("EXITED", new Date(2026, 11, 31, 12, 30).getTime())), "Dec 31 12:30 PM");
    assert.equal(await description((process) => process.become("FATAL")), 'unknown error (try "tail g:w")');
    const sick = (process: FakeProcess) => {
      process.spawnError = "can't find command 'x'";
      process.become("BACKOFF");
    };
    assert.equal(await description(sick), "can't find command 'x'");
    for (const state of ["STARTING", "STOPPING", "UNKNOWN"] as const) {
      assert.equal(await description((process) => process.become(state, 4)), "");
    }
  });

  it("refuses a group", async () => {
    const rpc = new RpcFixture();
    rpc.control.program("cat");
    assert.equal(await rpc.call("getProcessInfo", "cat:*"), "10 BAD_NAME: cat:*");
  });
});

describe("getAllProcessInfo", () => {
  it("sorts by group, then name, whatever the priorities", async () => {
    const rpc = new RpcFixture();
    rpc.control.program("z", { priority: 1 });
    rpc.control.add("g", [new FakeProcess("w"), new FakeProcess("V"), new FakeProcess("a")]);
    rpc.control.program("a");
    const all = (await rpc.call("getAllProcessInfo")) as Struct[];
    assert.deepEqual(
      all.map((info) => `${info["group"]}:${info["name"]}`),
      ["a:a", "g:V", "g:a", "g:w", "z:z"],
    );
  });
});

describe("getAllConfigInfo", () => {
  it("gives the pending configuration of every process, sorted by name", async () => {
    const rpc = new RpcFixture();
    rpc.control.program("b", programConfig({ name: "b" }));
    rpc.control.pendingGroups.set("new", new FakeGroup("new", [new FakeProcess("a", programConfig({ name: "a" }))]));
    const all = (await rpc.call("getAllConfigInfo")) as Struct[];
    assert.deepEqual(
      all.map((info) => [info["group"], info["name"], info["inuse"]]),
      [
        ["new", "a", false],
        ["b", "b", true],
      ],
    );
  });

  it("tells where the automatic logs of an active process are", async () => {
    const rpc = new RpcFixture();
    const auto = { ...programConfig().stdout, logfile: { kind: "auto" } } as const;
    const config = programConfig({ name: "b", stdout: auto, stderr: auto });
    const active = rpc.control.program("b", config);
    active.stdoutLog.path = "/tmp/b-stdout.log";
    active.stderrLog = undefined; // redirect_stderr, which the configuration does not have any more
    rpc.control.pendingGroups.set("new", new FakeGroup("new", [new FakeProcess("a", config)]));
    const all = (await rpc.call("getAllConfigInfo")) as Struct[];
    assert.deepEqual(
      all.map((info) => [info["group"], info["stdout_logfile"], info["stderr_logfile"]]),
      [
        ["b", "/tmp/b-stdout.log", "auto"],
        ["new", "auto", "auto"],
      ],
    );
  });

  it("says auto of a log that will be automatic, and is a file now", async () => {
    const rpc = new RpcFixture();
    const config = programConfig({ name: "b", stdout: { ...programConfig().stdout, logfile: { kind: "auto" } } });
    const active = rpc.control.program("b");
    active.stdoutLog.path = "/tmp/b.log";
    rpc.control.pendingOverride = [new FakeGroup("b", [new FakeProcess("b", config)]).config];
    const [info] = (await rpc.call("getAllConfigInfo")) as [Struct];
    assert.equal(info["stdout_logfile"], "auto");
  });

  it("has Supervisor's members, and autorestart", async () => {
    const rpc = new RpcFixture();
    const config = programConfig({
      name: "b",
      command: "/bin/b",
      autorestart: true,
      priority: 7,
      user: { name: "www", uid: 33, gid: 33 },
      exitcodes: [0, 2],
      stdout: { ...programConfig().stdout, logfile: { kind: "auto" }, logfile_maxbytes: 2 ** 31 },
      stderr: { ...programConfig().stderr, logfile: { kind: "file", path: "/err" }, syslog: true },
    });
    rpc.control.program("b", config);
    const [info] = (await rpc.call("getAllConfigInfo")) as [Struct];
    assert.deepEqual(Object.entries(info), [
      ["autostart", true],
      ["autorestart", true],
      ["directory", "none"],
      ["uid", 33],
      ["command", "/bin/b"],
      ["exitcodes", [0, 2]],
      ["group", "b"],
      ["group_prio", 7],
      ["inuse", true],
      ["killasgroup", false],
      ["name", "b"],
      ["process_prio", 7],
      ["redirect_stderr", false],
      ["startretries", 3],
      ["startsecs", 1],
      ["stdout_capture_maxbytes", 0],
      ["stdout_events_enabled", false],
      ["stdout_logfile", "auto"],
      ["stdout_logfile_backups", 0],
      ["stdout_logfile_maxbytes", 2147483648],
      ["stdout_syslog", false],
      ["stopsignal", 15],
      ["stopwaitsecs", 10],
      ["stderr_capture_maxbytes", 0],
      ["stderr_events_enabled", false],
      ["stderr_logfile", "/err"],
      ["stderr_logfile_backups", 0],
      ["stderr_logfile_maxbytes", 0],
      ["stderr_syslog", true],
      ["serverurl", "none"],
    ]);
  });
});

describe("uptime", () => {
  it("reads as Python prints a time difference", () => {
    const shown = [0, -5, 999, 9_000, 3_599_000, 86_399_999, 86_405_000, 2 * 86_400_000, 1000 * 86_400_000].map(uptime);
    assert.deepEqual(shown, [
      "0:00:00",
      "0:00:00",
      "0:00:00",
      "0:00:09",
      "0:59:59",
      "23:59:59",
      "1 day, 0:00:05",
      "2 days, 0:00:00",
      "1000 days, 0:00:00",
    ]);
  });
});
