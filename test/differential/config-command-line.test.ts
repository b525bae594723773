/** Command lines that are refused: the same first line, on the same stream, with the same exit status. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { renderSampleConfiguration } from "../../src/config/sample-configuration.ts";
import { bin, type Completed, complete, peerSupervisord } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { ConfigPeer, compareInfo, peerFiles } from "./config-peer.ts";
import { runPeer } from "./peer-commands.ts";

const commandLines = [
  "--bogus",
  "--no",
  "--nodaemon=1",
  "--help=1",
  "--log x",
  "-x",
  "-nx",
  "-c",
  "--configuration",
  "--conf",
  "foo bar",
  "-n foo -n",
  "-- -n",
  "-",
  "-v foo",
  "-h -x",
  "-e foo",
  "--loglevel=foo",
  "-e foo -v",
  "-n -n",
  "-n --nodaemon",
  "-e info -e warn",
  "-a 1.5",
  "--minprocs=x",
  "-y 1.5MB",
  "-z ten",
  "-m 9",
  "-q /no/such",
  "-d /no/such",
  "-l /no/such/x",
  "-j /no/such/x",
];

describe("supervisord's command line", requires(peerSupervisord), () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "supervisor-test-"));
  });
  after(() => rmSync(directory, { recursive: true }));

  async function runBoth(args: readonly string[]) {
    const theirs = runPeer(peerSupervisord, args, directory);
    const ours = complete(`${bin}/supervisord`, args, { cwd: directory });
    return { ours: essence(ours), theirs: essence(await theirs) };
  }

  for (const line of commandLines) {
    test(`refuses ${line}`, async () => {
      const { ours, theirs } = await runBoth(line.split(" "));
      assert.deepEqual(ours, theirs);
    });
  }

  test("-h lists the same options in the same form and order, and those that are added behind them", () => {
    const heads = (command: string): string[] => {
      const { status, stdout, stderr } = complete(command, ["-h"], { cwd: directory });
      assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
      return stdout.split("\n").flatMap((line) => /^(-\S+(?: [A-Z]+)?) +-- +\S/.exec(line)?.[1] ?? []);
    };
    const [theirs, ours] = [heads(peerSupervisord), heads(`${bin}/supervisord`)];
    assert.ok(theirs.includes("-l/--logfile FILENAME"));
    assert.deepEqual(ours, [...theirs, "-T/--check", "--strict", "--json", "--print-config"]);
    // Supervisor's own tests look for it.
    const { stdout } = complete(`${bin}/supervisord`, ["-h"], { cwd: directory });
    assert.match(stdout, /^-l\/--logfile FILENAME -- use FILENAME as logfile/m);
  });

  test("echo_supervisord_conf begins as Debian's does", () => {
    const first = (command: string): string => complete(command, [], { cwd: directory }).stdout.split("\n")[0] ?? "";
    assert.equal(first(`${bin}/echo_supervisord_conf`), first("/usr/bin/echo_supervisord_conf"));
    assert.equal(first(`${bin}/echo_supervisord_conf`), "; Sample supervisor config file.");
  });

  const configurations: readonly (readonly [string, string])[] = [
    ["no section", ""],
    ["a bad value", "[supervisord]\nloglevel=foo\n"],
    ["no command", "[supervisord]\n[program:x]\n"],
    ["an unknown member", "[supervisord]\n[group:g]\nprograms=nope\n"],
    ["a bad port", "[supervisord]\n[inet_http_server]\nport=abc\n"],
  ];
  for (const [what, text] of configurations) {
    test(`refuses a configuration with ${what} in the words that Debian's uses`, async () => {
      writeFileSync(join(directory, "c.conf"), text);
      const { ours, theirs } = await runBoth(["-n", "-c", "c.conf"]);
      const cause = theirs.first.replace(/^Error: /, "").replace(/ in section .*/, "");
      assert.deepEqual({ ...ours, first: "" }, { ...theirs, first: "" });
      assert.ok(ours.first.startsWith("Error: c.conf:") && ours.first.includes(cause), ours.first);
    });
  }
});

function essence({ status, stdout, stderr }: Completed) {
  const [first = "", ...rest] = stderr.split("\n");
  return { status, stdout, first, last: rest.at(-2)?.replace(/\/\S*\/supervisord/, "supervisord") };
}

describe("a look at a configuration", () => {
  const text = `[supervisord]
logfile=%(here)s/s.log
pidfile=%(here)s/s.pid
[unix_http_server]
file=%(here)s/s.sock
username=u
password=hunter2
[program:x]
command=/bin/cat
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
`;
  function look(option: string, configuration: string) {
    const directory = mkdtempSync(join(tmpdir(), "supervisor-test-"));
    try {
      writeFileSync(join(directory, "c.conf"), configuration);
      const completed = complete(`${bin}/supervisord`, [option, "-c", "c.conf"], { cwd: directory });
      assert.deepEqual(readdirSync(directory), ["c.conf"]);
      return { ...completed, stdout: completed.stdout.replaceAll(directory, "@DIR@") };
    } finally {
      rmSync(directory, { recursive: true });
    }
  }

  test("-T says that it is valid, and leaves nothing behind", () => {
    assert.deepEqual(look("-T", text), { status: 0, stdout: "c.conf: valid, 1 process in 1 group\n", stderr: "" });
  });

  test("-T names every fault and exits with 2", () => {
    const { status, stdout, stderr } = look(
      "-T",
      text.replace("/bin/cat", "/no/such/cat").replace("x]", "x]\numask=022"),
    );
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
    assert.match(stderr, /^Error: c\.conf:10: \[program:x\] command: can't find command '\/no\/such\/cat'; .*\n$/);
    const broken = look("--check", text.replace("password=hunter2", "").replace("/bin/cat", "%(nope)s"));
    assert.equal(broken.status, 2);
    assert.equal(broken.stderr.match(/^Error: c\.conf:\d+: /gm)?.length, 2);
  });

  test("--print-config prints JSON with origins and without the password", () => {
    const { status, stdout } = look("--print-config", text);
    assert.equal(status, 0);
    assert.doesNotMatch(stdout, /hunter2/);
    const { supervisord, groups } = JSON.parse(stdout);
    assert.deepEqual(supervisord.logfile, { value: "@DIR@/s.log", origin: "c.conf:2" });
    assert.deepEqual(groups[0].processes[0].options.command, { value: "/bin/cat", origin: "c.conf:9" });
  });
});

describe("the sample configuration", requires(...peerFiles), () => {
  test("is what echo_supervisord_conf prints", () => {
    const { status, stdout, stderr } = complete(`${bin}/echo_supervisord_conf`, []);
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: renderSampleConfiguration(), stderr: "" });
  });

  test("loads in Debian's supervisord, also with all its settings in force", async () => {
    const peer = new ConfigPeer();
    try {
      const sample = renderSampleConfiguration();
      // Its plug-in for supervisorctl is none of supervisord's business; its users and groups must exist.
      const inForce = sample
        .replace(/^;([a-z[])/gm, "$1")
        .replaceAll("chrism:chrism", "root:root")
        .replaceAll("chrism", "root")
        .replace("progname1,progname2", "theprogramname");
      for (const text of [sample, inForce]) {
        const { outcome } = await peer.ask({ text });
        const ours = peer.readOurs(text);
        assert.ok(outcome.kind === "accepted" && ours.kind === "accepted", JSON.stringify({ outcome, ours }));
        assert.deepEqual(compareInfo(ours.info ?? [], outcome.info ?? []), []);
      }
    } finally {
      await peer.stop();
    }
  });
});
