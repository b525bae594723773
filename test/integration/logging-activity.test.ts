/** The activity log on a real disk does what that of tests does. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { openActivityLog } from "../../src/logging/activity-log.ts";
import { messagesOf, testActivityLog } from "../../src/logging/activity-log-contract.ts";
import { LogOutputs } from "../../src/logging/log-outputs.ts";
import type { DeclareTest } from "../../src/system/declare-test.ts";
import { FakeClock } from "../../src/system/fake-clock.ts";
import { nodeSystem } from "../../src/system/node-system.ts";
import { Scratch } from "../helpers/scratch.ts";

const declare: DeclareTest = (title, run) => void test(title, run);

const settings = { logfile_maxbytes: 0, logfile_backups: 0, nodaemon: false, silent: false };

describe("the activity log on a disk", () =>
  testActivityLog(declare, (loglevel) => {
    const scratch = new Scratch();
    after(() => scratch[Symbol.dispose]());
    const directory = scratch.file("log");
    mkdirSync(directory);
    const path = join(directory, "main.log");
    const clock = new FakeClock();
    const logfile = { kind: "file", path } as const;
    return {
      log: openActivityLog({ logfile, loglevel, ...settings }, new LogOutputs({ ...nodeSystem, clock }, "test"), clock),
      written: () => (existsSync(path) ? messagesOf(readFileSync(path, "utf8")) : []),
      lose: () => rmSync(path),
      refuseClear: () => {
        renameSync(directory, `${directory}.away`);
        return () => renameSync(`${directory}.away`, directory);
      },
    };
  }));
