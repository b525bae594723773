/** What supervisorctl makes of every fault: against Debian's, on a server that refuses as it is asked to. */
import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { after, before, describe, test } from "node:test";
import { type Answer, type FakeServer, fakeServer } from "../../src/client/fake-server.ts";
import { faultCodes } from "../../src/xmlrpc/fault-codes.ts";
import type { XmlRpcValue } from "../../src/xmlrpc/value.ts";
import { ctlInProcess } from "../helpers/ctl-in-process.ts";
import { peerSupervisorctl } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { runPeer } from "./peer-commands.ts";

const namesByCode = new Map<number, string>(Object.entries(faultCodes).map(([name, code]) => [code, name]));

function faultText(code: number): string {
  return `${namesByCode.get(code) ?? "ODD"}: detail`;
}

/** `f50` fails with fault 50; the group `g50` has one member that does and one with which all is well. */
function answerTo(method: string, [name]: readonly XmlRpcValue[], version: string): Answer {
  const asked = typeof name === "string" ? /^([fg])(\d+)/.exec(name) : null;
  const code = Number(asked?.[2]);
  if (method === "supervisor.getVersion") {
    if (version.startsWith("f"))
      return { kind: "fault", code: Number(version.slice(1)), text: faultText(Number(version.slice(1))) };
    return { kind: "value", value: version };
  }
  if (asked?.[1] === "f") return { kind: "fault", code, text: faultText(code) };
  if (asked?.[1] === "g") {
    const group = String(name);
    const refused = { name: "x", group, status: code, description: faultText(code) };
    return { kind: "value", value: [refused, { name: group, group, status: 80, description: "OK" }] };
  }
  switch (method) {
    case "supervisor.reloadConfig":
      return {
        kind: "value",
        value: [
          [
            ["new1", "f90"],
            ["g30", "g80"],
            ["g30r", "g80r"],
          ],
        ],
      };
    case "supervisor.getAllProcessInfo":
      return { kind: "value", value: ["g30", "g80", "g30r", "g80r"].map(running) };
    case "supervisor.getProcessInfo":
      return { kind: "value", value: running(String(name)) };
    case "supervisor.readLog":
      return { kind: "value", value: "the log" };
    case "supervisor.shutdown":
    case "supervisor.restart":
      return { kind: "fault", code: 6, text: "SHUTDOWN_STATE" };
    default:
      return { kind: "value", value: true };
  }
}

function running(name: string): XmlRpcValue {
  return { name, group: name, statename: "RUNNING", description: "", pid: 1 };
}

const codes = [...Object.values(faultCodes), 777];
const someCodes = [1, 6, 10, 20, 30, 70, 80, 777];
const single = [
  ...["start", "stop", "signal HUP"].flatMap((action) => codes.map((code) => `${action} f${code}`)),
  ...["restart", "clear", "pid", "tail", "fg"].flatMap((action) => someCodes.map((code) => `${action} f${code}`)),
  ...["add", "remove"].flatMap((action) => [...someCodes, 90, 91].map((code) => `${action} f${code}`)),
];
const grouped = ["start", "stop", "signal HUP"].flatMap((action) => someCodes.map((code) => `${action} g${code}:*`));
const others = ["update", "update g80", "update g80r", "update new1 nope", "reread", "shutdown", "reload", "maintail"];

/** Deliberate: what Supervisor does not expect, it lets end the command with an exception; ours tells it and goes on. */
const isException = (stdout: string) => /^error: <class /m.test(stdout);

describe("supervisorctl tells a fault as Debian's does", requires(peerSupervisorctl), () => {
  let server: FakeServer;
  let version = "3.0";
  before(async () => {
    server = await fakeServer((method, _, params) => answerTo(method, params, version));
  });
  after(() => server[Symbol.asyncDispose]());

  for (const line of [...single, ...grouped, ...others]) {
    test(line, async () => {
      version = "3.0";
      await compare(line);
    });
  }

  for (const answer of ["2.0", "f1", "f2", "f6", "f30"]) {
    for (const line of ["version", "status", "start x", "tail x", "reread"]) {
      test(`${line}, when the API version is ${answer}`, async () => {
        version = answer;
        await compare(line);
      });
    }
  }

  async function compare(line: string): Promise<void> {
    const args = ["-s", server.url, ...line.split(" ")];
    const [theirs, ours] = await Promise.all([runPeer(peerSupervisorctl, args, tmpdir()), ctlInProcess(args)]);
    if (isException(theirs.stdout)) {
      assert.equal(theirs.status, 1);
      assert.match(ours.stdout, /^error: <Fault \d+: '.*'>|: ERROR \(\w+: detail\)$/m);
      // A restart goes on to its start.
      if (!line.startsWith("restart")) assert.ok(ours.status === 1 || ours.status === 7);
    } else {
      assert.equal(ours.stdout, theirs.stdout);
      assert.equal(ours.status, isFgFault(theirs.stdout) ? 1 : theirs.status);
    }
  }
});

/** Deliberate: Supervisor's fg ends with 0 after a fault. */
function isFgFault(stdout: string): boolean {
  return stdout.startsWith("ERROR: <Fault");
}
