import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { onlyProcess, readText, requestFor } from "./fixtures.ts";
import { formatProblem } from "./problem.ts";
import { readConfiguration } from "./read-configuration.ts";

const plain = "[supervisord]\n[program:x]\ncommand=/bin/x\n";

function processesOf(text: string, system?: FakeSystem) {
  return readText(text, system).configuration.groups.flatMap((group) => group.processes);
}

describe("[supervisord]", () => {
  test("has defaults for everything, with paths from the directory of the start", () => {
    assert.deepEqual(readText("[supervisord]").configuration.supervisord, {
      logfile: { kind: "file", path: "/site/supervisord.log" },
      logfile_maxbytes: 52_428_800,
      logfile_backups: 10,
      loglevel: "info",
      pidfile: "/site/supervisord.pid",
      umask: 0o22,
      directory: undefined,
      nodaemon: false,
      silent: false,
      minfds: 1024,
      minprocs: 200,
      nocleanup: false,
      childlogdir: "/tmp",
      user: undefined,
      identifier: "supervisor",
      strip_ansi: false,
      subreaper: false,
      environment: {},
    });
  });

  test("the command line goes over the file, whose own value must be right all the same", () => {
    const request = { ...requestFor("[supervisord]\nloglevel=warn\nnodaemon=false\n"), overrides: { nodaemon: true } };
    const result = readConfiguration(request);
    assert.ok(result.ok);
    assert.equal(result.configuration.supervisord.nodaemon, true);
    assert.equal(result.configuration.supervisord.loglevel, "warn");
    const broken = { ...requestFor("[supervisord]\nloglevel=foo\n"), overrides: { loglevel: "info" } as const };
    assert.equal(readConfiguration(broken).ok, false);
  });

  test("its environment lies under each program's own, and its names can be used in programs", () => {
    const { environment, command } = onlyProcess(`[supervisord]
environment=A="1",B="%(ENV_COLOR)s"
[program:x]
command=/bin/x %(ENV_A)s %(ENV_B)s %(ENV_C)s
environment=A="%(ENV_A)s0",C="3"
`);
    assert.deepEqual(environment, { A: "10", B: "blue", C: "3" });
    assert.equal(command, "/bin/x 10 blue 3");
  });
});

describe("programs", () => {
  test("are groups of their own, in the order of priority, then name", () => {
    const { groups } = readText(`${plain}[program:b]
command=b
[program:a]
command=a
[program:z]
command=z
priority=1
[eventlistener:e]
command=e
events=TICK_5
`).configuration;
    assert.deepEqual(
      groups.map(({ name, priority }) => [name, priority]),
      [
        ["e", -1],
        ["z", 1],
        ["a", 999],
        ["b", 999],
        ["x", 999],
      ],
    );
  });

  test("numprocs makes processes that are sorted by name, with names of their own", () => {
    const processes = processesOf(`[supervisord]
[program:x]
command=/bin/x %(process_num)d of %(numprocs)d in %(group_name)s
process_name=%(program_name)s%(process_num)d
numprocs=3
numprocs_start=9
stdout_logfile=/tmp/%(process_num)02d
`);
    assert.deepEqual(
      processes.map(({ name, command, stdout }) => [name, command, stdout.logfile]),
      [
        ["x10", "/bin/x 10 of 3 in x", { kind: "file", path: "/tmp/10" }],
        ["x11", "/bin/x 11 of 3 in x", { kind: "file", path: "/tmp/11" }],
        ["x9", "/bin/x 9 of 3 in x", { kind: "file", path: "/tmp/09" }],
      ],
    );
  });

  test("numprocs=0 makes an empty group", () => {
    const [group] = readText(`${plain}numprocs=0\n`).configuration.groups;
    assert.deepEqual(group?.processes, []);
  });

  test("the variables of one process do not reach the next", () => {
    const commands = processesOf(`[supervisord]
[program:x]
command=/bin/x %(ENV_COLOR)s
process_name=%(process_num)d
numprocs=2
environment=COLOR="%(ENV_COLOR)s%(process_num)d"
`).map(({ command }) => command);
    assert.deepEqual(commands, ["/bin/x blue0", "/bin/x blue1"]);
  });

  test("killasgroup follows stopasgroup", () => {
    assert.equal(onlyProcess(plain).killasgroup, false);
    assert.equal(onlyProcess(`${plain}stopasgroup=true\n`).killasgroup, true);
    assert.equal(onlyProcess(`${plain}killasgroup=true\n`).stopasgroup, false);
  });

  test("serverurl=AUTO and an empty directory are none", () => {
    const { serverurl, directory } = onlyProcess(`${plain}serverurl=Auto\ndirectory=\n`);
    assert.deepEqual([serverurl, directory], [undefined, undefined]);
  });

  test("redirect_stderr leaves the standard error without a log", () => {
    assert.deepEqual(onlyProcess(`${plain}redirect_stderr=true\nstderr_logfile=/tmp/x\n`).stderr.logfile, {
      kind: "none",
    });
  });

  test("a log file named syslog becomes none and syslog", () => {
    const { logfile, syslog } = onlyProcess(`${plain}stdout_logfile=syslog\n`).stdout;
    assert.deepEqual([logfile, syslog], [{ kind: "none" }, true]);
  });

  test("%% and %%%% both stand for a percent sign in a log file", () => {
    for (const written of ["/tmp/50%%", "/tmp/50%%%%"]) {
      const { logfile } = onlyProcess(`${plain}stdout_logfile=${written}\n`).stdout;
      assert.deepEqual(logfile, { kind: "file", path: "/tmp/50%" });
    }
  });

  test("[DEFAULT] gives what a section does not say", () => {
    const { autostart, startsecs } = onlyProcess(`${plain}startsecs=3\n[DEFAULT]\nautostart=no\nstartsecs=9\n`);
    assert.deepEqual([autostart, startsecs], [false, 3]);
  });
});

describe("[group:x]", () => {
  test("keeps the order of programs=, whatever their priorities, and takes their own groups away", () => {
    const { groups } = readText(`[supervisord]
[program:a]
command=/bin/a %(group_name)s
priority=1
[program:b]
command=/bin/b %(group_name)s
priority=2
[group:g]
programs=b,a
priority=5
`).configuration;
    assert.deepEqual(
      groups.map(({ name, priority, processes }) => [name, priority, processes.map(({ command }) => command)]),
      [["g", 5, ["/bin/b g", "/bin/a g"]]],
    );
  });

  test("a program may be in several groups, and a group may be empty", () => {
    const { groups } = readText(`${plain}[group:g]\nprograms=x\n[group:h]\nprograms=x\n[group:none]\n`).configuration;
    assert.deepEqual(
      groups.map(({ name, processes }) => [name, processes.length]),
      [
        ["g", 1],
        ["h", 1],
        ["none", 0],
      ],
    );
  });

  test("a FastCGI program in it keeps its socket", () => {
    const { groups } = readText(
      "[supervisord]\n[fcgi-program:f]\ncommand=f\nsocket=tcp://localhost:9000\n[group:g]\nprograms=f\n",
    ).configuration;
    assert.equal(groups[0]?.kind, "program");
    assert.deepEqual(groups[0]?.processes[0]?.socket, {
      kind: "tcp",
      url: "tcp://localhost:9000",
      host: "localhost",
      port: 9000,
      backlog: undefined,
    });
  });
});

describe("[fcgi-program:x]", () => {
  function socketOf(lines: string) {
    const [group] = readText(`[supervisord]\n[fcgi-program:f]\ncommand=f\n${lines}\n`).configuration.groups;
    assert.equal(group?.kind, "fcgi-program");
    return group.socket;
  }

  test("a unix socket belongs to the program's user where that is another one", () => {
    assert.deepEqual(socketOf("socket=unix:///tmp/%(program_name)s\nuser=nobody\nsocket_backlog=7"), {
      kind: "unix",
      url: "unix:///tmp/f",
      path: "/tmp/f",
      mode: 0o700,
      owner: { uid: 65_534, gid: 65_534 },
      backlog: 7,
    });
    assert.deepEqual(socketOf("socket=unix:///tmp/f\nuser=root\nsocket_mode=0770"), {
      kind: "unix",
      url: "unix:///tmp/f",
      path: "/tmp/f",
      mode: 0o770,
      owner: undefined,
      backlog: undefined,
    });
  });

  test("socket_owner with a user alone means that user's group", () => {
    const socket = socketOf("socket=unix:///tmp/f\nsocket_owner=nobody");
    assert.deepEqual(socket.kind === "unix" && socket.owner, { uid: 65_534, gid: 65_534 });
  });
});

describe("servers", () => {
  test("come inet first, then unix, each in file order", () => {
    const { servers } = readText(`[unix_http_server:a]
file=a.sock
chown=nobody
[inet_http_server]
port=*:9001
username=u
password={SHA}x
request_maxbytes=2KB
allowed_hosts=Box, *.Example.com
[supervisord]
[inet_http_server:v6]
port=[::1]:9002
[unix_http_server]
file=%(here)s/b.sock
chmod=0770
request_maxbytes=256mb
`).configuration;
    assert.deepEqual(servers, [
      {
        kind: "inet",
        section: "inet_http_server",
        host: "",
        port: 9001,
        credentials: { username: "u", password: "{SHA}x" },
        request_maxbytes: 2048,
        allowed_hosts: ["box", "*.example.com"],
      },
      {
        kind: "inet",
        section: "inet_http_server:v6",
        host: "::1",
        port: 9002,
        credentials: undefined,
        request_maxbytes: 16 * 1024 ** 2,
        allowed_hosts: undefined,
      },
      {
        kind: "unix",
        section: "unix_http_server:a",
        file: "/site/a.sock",
        chmod: 0o700,
        chown: { uid: 65_534, gid: undefined },
        credentials: undefined,
        request_maxbytes: 16 * 1024 ** 2,
      },
      {
        kind: "unix",
        section: "unix_http_server",
        file: "/etc/b.sock",
        chmod: 0o770,
        chown: { uid: undefined, gid: undefined },
        credentials: undefined,
        request_maxbytes: 256 * 1024 ** 2,
      },
    ]);
  });
});

describe("[include]", () => {
  test("reads files in the order of patterns and names; here is each file's own directory", () => {
    const system = new FakeSystem();
    system.files.put("/etc/d/2.ini", "[program:b]\ncommand=%(here)s/b\n[program:x]\nstartsecs=2\n");
    system.files.put("/etc/d/1.ini", "[program:a]\ncommand=%(here)s/a\n[program:x]\nstartsecs=1\n");
    system.files.put("/opt/o.ini", "[program:o]\ncommand=%(here)s/o\n");
    const text =
      "[include]\nfiles=d/*.ini\n  /opt/%(ENV_COLOR)s*.ini /opt/o.ini\n[supervisord]\n[program:x]\ncommand=%(here)s/x\n";
    const { configuration } = readText(text, system);
    assert.deepEqual(configuration.files, ["/etc/c.conf", "/etc/d/1.ini", "/etc/d/2.ini", "/opt/o.ini"]);
    assert.deepEqual(
      configuration.groups.flatMap(({ processes }) => processes.map(({ command, startsecs }) => [command, startsecs])),
      [
        ["/etc/d/a", 1],
        ["/etc/d/b", 1],
        ["/opt/o", 1],
        ["/etc/x", 2],
      ],
    );
    assert.deepEqual(
      configuration.notices.map(({ level, message }) => ({ level, message })),
      [
        { level: "warn", message: 'No file matches via include "/opt/blue*.ini"' },
        { level: "info", message: 'Included extra file "/etc/d/1.ini" during parsing' },
        { level: "info", message: 'Included extra file "/etc/d/2.ini" during parsing' },
        { level: "info", message: 'Included extra file "/opt/o.ini" during parsing' },
      ],
    );
  });
});

describe("files", () => {
  for (const [errno, message] of [
    ["ENOENT", "could not find config file /etc/c.conf"],
    ["EACCES", "could not read config file /etc/c.conf"],
  ] as const) {
    test(errno, () => {
      const system = new FakeSystem();
      const request = requestFor(plain, system);
      system.files.fail("readText", "/etc/c.conf", errno);
      const result = readConfiguration(request);
      assert.ok(!result.ok);
      assert.deepEqual(
        result.problems.map((problem) => problem.message),
        [message],
      );
    });
  }

  test("problems come in the order of the files", () => {
    const system = new FakeSystem();
    system.files.put("/etc/d/1.ini", "[program:x]\nautostart=maybe\n");
    const request = requestFor("[include]\nfiles=d/*\n[supervisord]\n[program:x]\ncommand=x\nuser=nosuch\n", system);
    const result = readConfiguration(request);
    assert.ok(!result.ok);
    assert.deepEqual(
      result.problems.map(({ file, line }) => `${file}:${line}`),
      ["/etc/c.conf:6", "/etc/d/1.ini:2"],
    );
  });
});

test("factories and handlers are found from the file that names them", () => {
  const system = new FakeSystem();
  const handler = "command=l\nevents=TICK\nresult_handler=./h.js:check\n";
  const factory = (name: string): string => `supervisor.rpcinterface_factory= ${name} \n`;
  system.files.put("/opt/d/1.ini", `[eventlistener:l]\n${handler}[rpcinterface:a]\n${factory("../p.js:make")}`);
  const own = `[rpcinterface:b]\n${factory("./p.js:make")}[rpcinterface:c]\n${factory("package:make")}`;
  const text = `[supervisord]\n[include]\nfiles=/opt/d/*.ini\n${own}`;
  const result = readConfiguration({ ...requestFor(text, system), refuseEntryPoint: () => undefined });
  assert.ok(result.ok);
  const { rpcInterfaces, groups } = result.configuration;
  assert.deepEqual(
    rpcInterfaces.map(({ factory }) => factory),
    ["/etc/p.js:make", "package:make", "/opt/p.js:make"],
  );
  assert.ok(groups[0]?.kind === "eventlistener");
  assert.equal(groups[0].result_handler, "/opt/d/h.js:check");
});

test("rpc interfaces carry their other options, and more factories can be made known", () => {
  const text =
    "[supervisord]\n[DEFAULT]\nautostart=false\n[rpcinterface:extra]\nsupervisor.rpcinterface_factory=my:make\nColor=%(ENV_COLOR)s\n";
  assert.equal(readConfiguration(requestFor(text)).ok, false);
  const result = readConfiguration({
    ...requestFor(text),
    refuseEntryPoint: (name: string) => (name === "my:make" ? undefined : "no"),
  });
  assert.ok(result.ok);
  assert.deepEqual(result.configuration.rpcInterfaces, [
    { name: "extra", factory: "my:make", source: { file: "/etc/c.conf", line: 5 }, options: { color: "blue" } },
  ]);
});

test("ten thousand processes are read", () => {
  const text = `${plain}numprocs=10000\nprocess_name=%(process_num)05d\n`;
  assert.equal(processesOf(text).length, 10_000);
});

describe("from a directory that is gone", () => {
  const system = new FakeSystem();
  system.files.put("/run/x", "");
  const from = (text: string, path = "/etc/c.conf") => {
    const result = readConfiguration({ ...requestFor(text, system), cwd: undefined, path });
    return result.ok ? result.configuration : result.problems.map(formatProblem);
  };

  test("absolute paths are all that is needed", () => {
    const read = from("[supervisord]\nlogfile=/run/l\npidfile=%(here)s/p\n[unix_http_server]\nfile=/run/s\n");
    assert.ok(!Array.isArray(read), String(read));
  });

  test("each relative path of the daemon is told, the default ones too", () => {
    const gone =
      "is relative, and the current directory is gone; give an absolute path, or start from another directory";
    assert.deepEqual(from("[supervisord]\nlogfile=l\n[unix_http_server]\nfile=s\n"), [
      `/etc/c.conf:1: [supervisord] pidfile: supervisord.pid ${gone}`,
      `/etc/c.conf:2: [supervisord] logfile: l ${gone}`,
      `/etc/c.conf:4: [unix_http_server] file: s ${gone}`,
    ]);
  });

  test("a relative configuration is told", () => {
    assert.deepEqual(from("", "c.conf"), [
      "could not find config file c.conf; the current directory is gone, so its path must be absolute",
    ]);
  });
});
