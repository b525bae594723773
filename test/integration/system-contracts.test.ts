/** The real system does what that of unit tests does. */
import { after } from "node:test";
import { testFiles } from "../../src/system/files-contract.ts";
import { nodeSystem } from "../../src/system/node-system.ts";
import { testPipes } from "../../src/system/pipes-contract.ts";
import { Scratch } from "../helpers/scratch.ts";

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
