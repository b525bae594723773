/** What lies on the disk after the same output, beside Debian's supervisord. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { before, describe, test } from "node:test";
import { Daemon, type DaemonOptions, peerSupervisord } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

/** Prints its arguments, each as one chunk: the pause lets either daemon read it before the next one. */
const chunks = `#!/bin/sh
for chunk in "$@"; do printf "$chunk"; sleep 0.15; done
`;

const numbered = Array.from({ length: 14 }, (_, index) => `'chunk-${index}\\n'`).join(" ");

function program(name: string, output: string, options: readonly string[]): string {
  return `[program:${name}]
command=/bin/sh @DIR@/chunks.sh ${output}
startsecs=0
autorestart=false
${options.join("\n")}
`;
}

function rotated(name: string, maxBytes: number | string, backups: number, output = numbered): string {
  const file = `stdout_logfile=@DIR@/logs/${name}.log`;
  return program(name, output, [file, `stdout_logfile_maxbytes=${maxBytes}`, `stdout_logfile_backups=${backups}`]);
}

const escapes = [
  "a\\033[31mred\\033[0m b\\n",
  "\\033[1;31mA\\033[KB\\033[2JC\\033]0;t\\007D\\033(BE\\n",
  "\\033[3;4HF\\033[5fG\\033[A\\033[B\\033[C\\033[DI\\033[6R\\033[s\\033[u\\033[?25h\\033[?25l.\\n",
  "lone \\033 escape\\n",
  "\\033[m\\033[m",
]
  .map((text) => `'${text}'`)
  .join(" ");

const undecodable = ["text\\n", "\\303", "\\251\\n", "\\377\\'\\n", "no newline", "\\tb\\\\\\r\\n"]
  .map((text) => `"${text}"`)
  .join(" ");

const options: DaemonOptions = {
  supervisord: "strip_ansi=true",
  files: {
    "chunks.sh": chunks,
    "logs/gap.log": "base\n",
    "logs/gap.log.2": "two\n",
    "logs/gap.log.4": "four\n",
    "logs/gap.log.5": "five\n",
    "logs/gap.log.9": "nine\n",
    "logs/full.log": "much more than the limit\n",
    "logs/many.log.1": "one\n",
    "logs/many.log.2": "two\n",
    "logs/many.log.3": "three\n",
    "logs/many.log.4": "four\n",
  },
  programs: [
    rotated("three", 20, 3),
    rotated("none", 20, 0),
    rotated("one", 9, 1),
    rotated("exact", 8, 2),
    rotated("never", 0, 3),
    rotated("kb", "1KB", 3),
    rotated("gap", 40, 4, "'first-chunk-of-the-gap-longer-than-40-bytes\\n' 'second\\n'"),
    rotated("many", 8, 2),
    rotated("full", 20, 2, "'a\\n' 'b\\n'"),
    rotated("fewer", 20, -1),
    rotated("ansi", 0, 0, escapes),
    rotated("echo", 0, 0, undecodable),
    program("both", "'out\\n'", ["redirect_stderr=true", "stdout_logfile=@DIR@/logs/both.log"]),
    program("auto", "'text\\n'", []),
  ].join(""),
};

interface Outcome {
  /** Explicit log files: name and content. */
  readonly files: Readonly<Record<string, string>>;
  /** AUTO files: name with its random part masked, mode and content. */
  readonly autoFiles: readonly string[];
  /** What the activity log shows of the output of the program `echo`. */
  readonly echoed: string;
}

async function outcome(executable: string | undefined): Promise<Outcome> {
  await using daemon = new Daemon(executable === undefined ? options : { ...options, executable });
  await daemon.start();
  await until("all programs have ended", () => daemon.log.match(/INFO exited: /g)?.length === 14);
  const names = readdirSync(daemon.path("logs")).sort();
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(daemon.path(`logs/${name}`), "latin1")]));
  const autoFiles = readdirSync(daemon.directory)
    .filter((name) => name.includes("---"))
    .map((name) => {
      const mode = (statSync(daemon.path(name)).mode & 0o777).toString(8);
      return `${name.replace(/-[a-z0-9_]{8}\.log/, "-RANDOM.log")} ${mode} ${daemon.read(name)}`;
    })
    .sort();
  const blocks = daemon.log.split(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} /m);
  const echoed = blocks.filter((block) => block.startsWith("DEBG 'echo' stdout output:")).join("");
  return { files, autoFiles, echoed };
}

describe("logs beside Debian's", requires(peerSupervisord), () => {
  let ours: Outcome;
  let theirs: Outcome;

  before(async () => {
    [ours, theirs] = await Promise.all([outcome(undefined), outcome(peerSupervisord)]);
  });

  test("the same log files are there", () => {
    assert.deepEqual(Object.keys(ours.files), Object.keys(theirs.files));
  });

  test("their contents are the same, rotated or not, stripped or not", () => {
    assert.deepEqual(ours.files, theirs.files);
  });

  test("AUTO files have the same names and modes", () => {
    assert.deepEqual(ours.autoFiles, theirs.autoFiles);
    assert.equal(ours.autoFiles.length > 2, true);
  });

  test("at loglevel debug the activity log shows output alike", () => {
    assert.equal(ours.echoed, theirs.echoed);
    assert.match(ours.echoed, /Undecodable: b'/);
  });
});
