import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { nodeSystem } from "../../src/system/node-system.ts";
import { bundledProgram } from "../helpers/bundled-program.ts";
import { complete, root } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

const { processes, streams, datagrams, files } = nodeSystem;
const directory = mkdtempSync(join(tmpdir(), "supervisor-streams-"));
const python = "/usr/bin/python3";
const fillStdout = bundledProgram("fill-stdout");
after(() => rmSync(directory, { recursive: true }));

/** Runs test/programs/fill-stdout.ts with descriptor 1 made by Python, whose reader never reads. */
function fill(make: string, how: "port" | "bare"): [bytes: number, mode: string] {
  const script = join(directory, "fill.py");
  writeFileSync(
    script,
    `import os, pty, socket, subprocess, sys
${make}
child = subprocess.run(sys.argv[1:], stdout=end, timeout=20, cwd=${JSON.stringify(root)})
sys.exit(child.returncode)
`,
  );
  const { status, stderr } = complete(python, [script, process.execPath, fillStdout, how]);
  assert.equal(status, 0, stderr);
  const [bytes, mode = ""] = stderr.trim().split(" ");
  return [Number(bytes), mode];
}

const kinds: [name: string, make: string, least: number][] = [
  ["pipe", "reader, end = os.pipe()", 65_536],
  ["terminal", "master, end = pty.openpty()", 1_000],
  ["socket", "reader, end = socket.socketpair()", 65_536],
];

for (const [name, make, least] of kinds) {
  for (const how of ["port", "bare"] as const) {
    test(`a ${name} that nobody reads is filled and never waited for (${how}), and stays blocking for others`, {
      ...requires(python),
    }, () => {
      const [bytes, mode] = fill(make, how);
      assert.ok(bytes >= least, `${bytes} bytes`);
      assert.equal(mode, "blocking");
    });
  }
}

test("a stream takes what fits, goes on when there is room, and tells when the reader is gone", async () => {
  const pipe = processes.pipe();
  const stream = streams.open(pipe.write);
  const sent = Buffer.alloc(200_000, "0123456789abcdef");
  let at = stream.write(sent);
  assert.ok(at >= 65_536 && at < 200_000);
  assert.equal(stream.write(sent.subarray(at)), 0);
  let received = "";
  const reader = processes.openPipeReader(
    pipe.read,
    (chunk) => {
      received += Buffer.from(chunk).toString();
      at += stream.write(sent.subarray(at));
    },
    () => {},
  );
  await until("all has arrived", () => received.length === sent.length);
  assert.equal(received, sent.toString());
  reader.close();
  assert.throws(() => stream.write(sent), { code: "EPIPE", syscall: "write" });
  stream.close();
  stream.close();
  assert.throws(() => stream.write(sent), { code: "EBADF" });
  processes.closeDescriptor(pipe.write);
});

test("closing a stream leaves the descriptor itself open and loses none of its own", () => {
  const baseline = readdirSync("/proc/self/fd").length;
  const pipe = processes.pipe();
  const stream = streams.open(pipe.write);
  stream.close();
  assert.equal(files.write(pipe.write, Buffer.from("x")), 1);
  processes.closeDescriptor(pipe.read);
  processes.closeDescriptor(pipe.write);
  assert.equal(readdirSync("/proc/self/fd").length, baseline);
  assert.throws(() => streams.open(9_999), { code: "EBADF" });
});

test("a named pipe without a reader refuses at once, as a stream and as a log file", () => {
  const fifo = join(directory, "fifo");
  assert.equal(complete("mkfifo", [fifo]).status, 0);
  assert.throws(() => streams.open(fifo), { code: "ENXIO" });
  assert.throws(() => files.openAppend(fifo), { code: "ENXIO" });
  const fd = files.openRead(fifo);
  const stream = streams.open(fifo);
  assert.equal(stream.write(Buffer.from("hello")), 5);
  stream.close();
  files.close(fd);
});

test("datagrams arrive one by one, and every refusal is named", { ...requires(python) }, async () => {
  const path = join(directory, "log.sock");
  assert.equal(datagrams.send(path, Buffer.from("x")), "ENOENT");
  const script = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("bound", flush=True)
sys.stdin.readline()
for i in range(3): print(s.recv(100000).decode(), len(s.recv(100000)), flush=True)
`;
  const receiver = spawn(python, ["-c", script, path], { stdio: ["pipe", "pipe", "inherit"] });
  let output = "";
  receiver.stdout.on("data", (chunk) => (output += chunk));
  await until("the receiver is bound", () => output === "bound\n");
  const baseline = readdirSync("/proc/self/fd").length;
  const sent = ["<13>grüße", "x".repeat(5_000)];
  for (const text of sent) assert.equal(datagrams.send(path, Buffer.from(text)), undefined);
  let refusal: string | undefined;
  for (let i = 0; i < 10_000 && refusal === undefined; i++) refusal = datagrams.send(path, Buffer.from("again"));
  assert.equal(refusal, "EAGAIN", "a receiver that is behind is not waited for");
  assert.equal(datagrams.send(path, Buffer.alloc(10 << 20)), "EMSGSIZE");
  assert.equal(readdirSync("/proc/self/fd").length, baseline);
  receiver.stdin.write("\n");
  await once(receiver, "exit");
  assert.equal(output, "bound\n<13>grüße 5000\nagain 5\nagain 5\n");
  assert.equal(datagrams.send(path, Buffer.from("x")), "ECONNREFUSED");
  assert.equal(datagrams.send(`/tmp/${"x".repeat(200)}`, Buffer.from("x")), "ENAMETOOLONG");
});
