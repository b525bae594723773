/** The real system does what that of unit tests does. */
import { after, describe, test } from "node:test";
import { testClock } from "../../src/system/clock-contract.ts";
import type { DeclareTest } from "../../src/system/declare-test.ts";
import { testFiles } from "../../src/system/files-contract.ts";
import { nodeSystem } from "../../src/system/node-system.ts";
import { testPipes } from "../../src/system/pipes-contract.ts";
import { testSockets } from "../../src/system/sockets-contract.ts";
import { Scratch } from "../helpers/scratch.ts";
import { until } from "../helpers/until.ts";

const declare: DeclareTest = (title, run) => void test(title, run);

describe("files on a disk", () =>
  testFiles(declare, () => {
    const scratch = new Scratch();
    after(() => scratch[Symbol.dispose]());
    return { files: nodeSystem.files, directory: scratch.path };
  }));

for (const pace of ["prompt", "lazy"] as const) {
  describe(`pipes of the kernel, ${pace} readers`, () =>
    testPipes(declare, {
      system: nodeSystem,
      turns: async () => {
        for (let turn = 0; turn < 4; turn++) await new Promise<void>((resolve) => nodeSystem.clock.soon(resolve));
      },
      pace,
    }));
}

describe("sockets of the kernel", () =>
  testSockets(declare, () => {
    const scratch = new Scratch();
    after(() => scratch[Symbol.dispose]());
    return { system: nodeSystem, directory: scratch.path };
  }));

describe("the clock of the kernel", () => testClock(declare, { clock: nodeSystem.clock, until }));
