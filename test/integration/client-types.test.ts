/** The client library as a stranger's TypeScript program sees it: the built declarations, nothing else. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { complete, root } from "../helpers/daemon.ts";

const program = `
import {
  ConnectionError, faultCodes, isFault, parseServerUrl, SupervisorClient, SupervisorFault,
  type CallOptions, type ClientOptions, type ConfigChanges, type ConnectionProblem, type Credentials, type FaultName,
  type LogChannel, type LogTail, type MulticallResult, type ProcessConfigInfo, type ProcessInfo, type ProcessResult,
  type ProcessStateName, type ServerAddress, type ServerUrl, type SupervisorState, type XmlRpcStruct, type XmlRpcValue,
} from "supervisor-ts/client";

const options: ClientOptions = { timeoutMs: 5_000, signal: AbortSignal.timeout(1), credentials: { username: "a", password: "b" } };
const client = new SupervisorClient("unix:///x", options);
const processes: readonly ProcessInfo[] = await client.getAllProcessInfo();
const state: ProcessStateName | undefined = processes[0]?.statename;
const tail: LogTail = await client.tailProcessStdoutLog("x", 0, 5);
const value: XmlRpcValue = await client.call("twiddler.twiddle", [{ list: [1, "2", null, new Date(), new Uint8Array(2)] }]);
for await (const chunk of client.followProcessLog("x", "stderr")) new TextDecoder().decode(chunk, { stream: true });
try {
  await client.shutdown();
} catch (error) {
  if (isFault(error, "SHUTDOWN_STATE")) error.faultName satisfies "SHUTDOWN_STATE";
  else if (error instanceof ConnectionError) error.problem satisfies ConnectionProblem;
  else if (error instanceof SupervisorFault) error.code satisfies number;
}
// @ts-expect-error a name is text
client.startProcess(5);
// @ts-expect-error results are read-only
processes[0]!.pid = 4;
// @ts-expect-error and not of any type
state satisfies number;
export { faultCodes, parseServerUrl, tail, value };
export type All = [CallOptions, ConfigChanges, Credentials, FaultName, LogChannel, MulticallResult, ProcessConfigInfo,
  ProcessResult, ServerAddress, ServerUrl, SupervisorState, XmlRpcStruct];
`;

describe("the client library's declarations", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "supervisor-test-"));
    mkdirSync(join(directory, "node_modules/@types"), { recursive: true });
    symlinkSync(root, join(directory, "node_modules/supervisor-ts"));
    symlinkSync(join(root, "node_modules/@types/node"), join(directory, "node_modules/@types/node"));
    writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
    writeFileSync(join(directory, "program.ts"), program);
  });
  after(() => rmSync(directory, { recursive: true }));

  test("serve a strict program with modules resolved as Node does", () => {
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      module: "nodenext",
      target: "es2022",
      lib: ["es2023", "esnext.disposable"],
      types: ["node"],
      noEmit: true,
    };
    writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    const { stdout, status } = complete(process.execPath, [
      join(root, "node_modules/typescript/bin/tsc"),
      "-p",
      directory,
    ]);
    assert.deepEqual([stdout, status], ["", 0]);
  });

  test("say of every exported name, and of every method, what it is", () => {
    const types = join(root, "dist/types");
    for (const entry of ["client/client.d.ts", "listener/listen.d.ts", "plugin/plugin.d.ts"]) {
      const from = [...readFileSync(join(types, entry), "utf8").matchAll(/\{([^}]*)\} from "([^"]+)\.[jt]s"/g)];
      assert.ok(from.length > 0, entry);
      for (const [, names = "", path = ""] of from) {
        const file = join(types, entry, "..", `${path}.d.ts`);
        const wanted = (names.match(/\w{2,}/g) ?? []).filter((name) => name !== "type");
        assert.deepEqual(undocumented(file, wanted), [], file);
      }
    }
    const methods = readFileSync(join(types, "client/supervisor-client.d.ts"), "utf8").match(/^ {4}\w+(?=\()/gm) ?? [];
    assert.ok(methods.length > 40);
    const silent = undocumented(
      join(types, "client/supervisor-client.d.ts"),
      methods.map((name) => name.trim()),
    );
    assert.deepEqual(silent, []);
  });
});

/** Those of the names that a declaration file declares without a comment before them, or not at all. */
function undocumented(file: string, names: readonly string[]): readonly string[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return names.filter((name) => {
    const declaration = new RegExp(
      `^(?:export (?:declare )?(?:class|interface|type|const|function) ${name}\\b| {4}${name}\\()`,
    );
    const index = lines.findIndex((line) => declaration.test(line));
    return !lines[index - 1]?.trimEnd().endsWith("*/");
  });
}
