import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { ProcessConfig } from "../configuration.ts";
import { requestFor } from "../fixtures.ts";
import { readConfiguration } from "../read-configuration.ts";
import { programSectionOptions } from "./program.ts";

/** For every option at least one of these is a good value, and not the default. */
const samples = ["true", "false", "7", "HUP", "nobody", "/tmp/other", 'NEW="1"'];

/** The processes of a program with nothing but a command, and `change`; undefined where that is refused. */
function processesOf(change: Readonly<Record<string, string>> = {}): readonly ProcessConfig[] | undefined {
  const options = { command: "/bin/x", process_name: "%(process_num)d", ...change };
  const lines = Object.entries(options).map(([key, value]) => `${key}=${value}\n`);
  const result = readConfiguration(requestFor(`[supervisord]\n[program:x]\n${lines.join("")}`));
  return result.ok ? result.configuration.groups.flatMap(({ processes }) => processes) : undefined;
}

/** What has become of an option in the configuration of a process. */
function effective(process: ProcessConfig, key: string): unknown {
  const { stdout, stderr, ...own } = process;
  // Three options have it in the name: they say how many processes there are, and what they are called.
  const aliases = { process_name: own.name, numprocs: own.name, numprocs_start: own.name };
  const channels = Object.entries({ stdout, stderr }).flatMap(([channel, config]) =>
    Object.entries(config).map(([name, value]) => [`${channel}_${name}`, value]),
  );
  return { ...own, ...aliases, ...Object.fromEntries(channels) }[key];
}

describe("options of a program", () => {
  for (const key of Object.keys(programSectionOptions)) {
    test(`${key} reaches the process`, () => {
      const pick = (process: ProcessConfig) => effective(process, key);
      const before = processesOf()?.map(pick);
      assert.ok(before);
      const others = samples.map((sample) => processesOf({ [key]: sample })?.map(pick) ?? before);
      assert.ok(others.some((after) => !isDeepStrictEqual(after, before)));
    });
  }
});
