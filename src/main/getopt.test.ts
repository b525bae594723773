import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type CommandLineOption, getopt } from "./getopt.ts";

const options: readonly CommandLineOption[] = [
  { short: "n", long: "nodaemon" },
  { short: "c", long: "configuration", argument: "FILE" },
  { long: "nocleanup" },
  { long: "childlogdir", argument: "DIRECTORY" },
  { short: "T", long: "check", added: true },
];

function read(line: string) {
  const { given, positional, problems } = getopt(line === "" ? [] : line.split(" "), options);
  return [
    given.map(({ spelling, value }) => spelling + (value && `:${value}`)).join(" "),
    positional.join(" "),
    ...problems,
  ];
}

describe("getopt", () => {
  const cases: readonly (readonly [string, ...string[]])[] = [
    ["", "", ""],
    ["-n -c f", "-n -c:f", ""],
    ["-ncf", "-n -c:f", ""],
    ["-nc f x", "-n -c:f", "x"],
    ["--configuration=f --nod", "--configuration:f --nodaemon", ""],
    ["--configuration f=g", "--configuration:f=g", ""],
    ["--conf=", "--configuration", ""],
    ["x -n", "", "x -n"],
    ["-n -- -c", "-n", "-c"],
    ["-", "", "-"],
    ["--ch x", "--childlogdir:x", ""],
    ["--chec -T", "--check -T", ""],
    ["-x", "", "", "option -x not recognized"],
    ["--no", "", "", "option --no not a unique prefix"],
    ["--x=1", "", "", "option --x not recognized"],
    ["--nodaemon=1", "", "", "option --nodaemon must not have an argument"],
    ["-c", "", "", "option -c requires argument"],
    ["--conf", "", "", "option --configuration requires argument"],
    ["-xy --z -n", "-n", "", "option -x not recognized", "option -y not recognized", "option --z not recognized"],
  ];
  for (const [line, ...expected] of cases) test(JSON.stringify(line), () => assert.deepEqual(read(line), expected));
});
