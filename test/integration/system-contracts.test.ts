/** The real system does what that of unit tests does. */
import { after } from "node:test";
import { testClock } from "../../src/system/clock-contract.ts";
import { testFiles } from "../../src/system/files-contract.ts";
import { nodeSystem } from "../../src/system/node-system.ts";
import { testPipes } from "../../src/system/pipes-contract.ts";
import { testSockets } from "../../src/system/sockets-contract.ts";
import { Scratch } from "../helpers/scratch.ts";
import { until } from "../helpers/until.ts";

testFiles("files on a disk", () => {
  const scratch = new Scratch();
  after(() => scratch[Symbol.dispose]());
  return { files: nodeSystem.files, directory: scratch.path };
});

testPipes("pipes of the kernel", {
  system: nodeSystem,
  turns: async () => {
    for (let turn = 0; turn < 4; turn++) await new Promise<void>((resolve) => nodeSystem.clock.soon(resolve));
  },
});

testSockets("sockets of the kernel", () => {
  const scratch = new Scratch();
  after(() => scratch[Symbol.dispose]());
  return { system: nodeSystem, directory: scratch.path };
});

testClock("the clock of the kernel", { clock: nodeSystem.clock, until });
