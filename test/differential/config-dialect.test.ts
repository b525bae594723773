/** The dialect against Python itself: its RawConfigParser, its % operator, its shlex. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { expand } from "../../src/config/ini/expand.ts";
import { emptyDocument, type IniSection } from "../../src/config/ini/ini-document.ts";
import { pythonRepr } from "../../src/config/ini/python-repr.ts";
import { readIni } from "../../src/config/ini/read-ini.ts";
import { shellSplit } from "../../src/config/values/shell-split.ts";
import { requires } from "../helpers/requires.ts";
import { seedOr } from "../helpers/seed.ts";
import { randomFrom } from "./config-mutations.ts";

const python = "/usr/bin/python3";
const cases = 20_000;

/** Runs `lines`, which define f(x), on each input and returns what it returns. */
function askPython(lines: string, inputs: readonly unknown[]): unknown[] {
  const script = `import json,sys\n${lines}\nprint(json.dumps([f(x) for x in json.load(sys.stdin)]))`;
  const { stdout, stderr, status } = spawnSync(python, ["-c", script], {
    input: JSON.stringify(inputs),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

function compare(inputs: readonly string[], ours: (input: string) => unknown, lines: string): void {
  const theirs = askPython(lines, inputs);
  for (const [index, input] of inputs.entries()) assert.deepEqual(ours(input), theirs[index], JSON.stringify(input));
}

function texts(seed: number, pieces: readonly string[], length: number, start: (random: number) => string): string[] {
  const random = randomFrom(seed);
  return Array.from({ length: cases }, () => {
    let text = start(random(4));
    for (let count = random(length); count > 0; count--) text += pieces[random(pieces.length)];
    return text;
  });
}

describe("as Python has it", requires(python), () => {
  test(`${cases} INI texts`, () => {
    const pieces = [
      ...[
        "[a]",
        "[b]",
        "[DEFAULT]",
        "[",
        "]",
        "[a]b]",
        "[]",
        "k",
        "K",
        "x",
        "w=1",
        "v",
        "=",
        ":",
        "=\n",
        '"',
        "'",
        "%",
      ],
      ...[
        " ",
        "  ",
        "\t",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "\n k",
        "\n  more",
        "\n\n",
        "é",
        "\x0b",
        "\x1c",
        "\x85",
        "\xa0",
      ],
      ...[";", "#", " ;", " #"],
    ];
    const script = `
import configparser,io
def f(t):
    p=configparser.RawConfigParser(strict=False,inline_comment_prefixes=(';','#'))
    try: p.read_file(io.TextIOWrapper(io.BytesIO(t.encode()),encoding='utf-8'),'f')
    except configparser.MissingSectionHeaderError as e: return {'header':e.lineno}
    except configparser.ParsingError as e: return {'lines':[n for n,_ in e.errors]}
    return [[s,list(p._sections[s].items())] for s in p.sections()]+[['DEFAULT',list(p.defaults().items())]]`;
    compare(
      texts(seedOr(1), pieces, 25, (kind) => (kind === 0 ? "" : "[a]\n")),
      readAll,
      script,
    );
  });

  test(`${cases} %-formats`, () => {
    const values = { s: "a'é\n\"b", c: "é", n: 0, p: 7, b: 123_456_789, neg: -42, e: "" };
    const pieces = [
      ...Object.keys(values).flatMap((name) => [`%(${name})`, `%(${name})`]),
      ...[
        "%",
        "%%",
        "%(zz)",
        "%(a(b)c)",
        "%(",
        ")",
        "(",
        "x",
        "é",
        "-",
        "+",
        " ",
        "#",
        "0",
        "0",
        "5",
        "12",
        ".",
        ".3",
        ".0",
        "l",
        "h",
      ],
      ..."sradiuoxXeEfFgGcY",
    ];
    const script = `
import re
values=json.loads(${pythonRepr(JSON.stringify(values))})
def f(t):
    try: return {'text':t%values}
    except KeyError as e: return {'unknown':e.args[0]}
    except Exception as e: return {'reason':str(e)}`;
    const formats = texts(seedOr(2), pieces, 9, (kind) => ["%(p)", "%(s)", "%(neg)", ""][kind] ?? "");
    const lookUp = new Map<string, string | number>(Object.entries(values));
    // What Python makes of a conversion without a name is not wanted (see the known differences), and a format with two
    // faults may be refused for the other one.
    const named = formats.filter((format) => !hasBareConversion(format));
    assert.ok(named.length > cases / 3);
    compare(
      named,
      (format) => {
        const result = expand(format, (name) => lookUp.get(name));
        if (result.ok) return { text: result.text };
        return result.kind === "unknown" ? { unknown: result.name } : { reason: result.reason };
      },
      script,
    );
  });

  test(`${cases} commands`, () => {
    const pieces = [..."aBéx=,;#$%日😀", "'", '"', "\\", " ", " ", "\n", "\t", "\r", '"q"', "'r s'", "\x0b", "\xa0"];
    const script = `
import shlex
def f(t):
    try: return {'words':shlex.split(t)}
    except ValueError as e: return {'reason':str(e)}`;
    const split = (text: string) => {
      const result = shellSplit(text);
      return result.ok ? { words: result.words } : { reason: result.reason };
    };
    compare(
      texts(seedOr(3), pieces, 14, () => ""),
      split,
      script,
    );
  });
});

function readAll(text: string): unknown {
  const document = emptyDocument();
  const problems = readIni(document, text, "f");
  const header = problems.find(({ message }) => message.startsWith("File contains no section headers"));
  if (header !== undefined) return { header: header.line };
  if (problems.length > 0) return { lines: problems.map(({ line }) => line) };
  const entries = ({ name, entries }: IniSection) => [
    name,
    [...entries.values()].map(({ key, value }) => [key, value]),
  ];
  return [...document.sections.values(), document.defaults].map(entries);
}

/** Whether there is a % that neither %% nor %( begins, or a width beyond the bound that Python does not have. */
function hasBareConversion(format: string): boolean {
  return /%(?!\()/.test(format.replaceAll("%%", "")) || /%%%|\d{4}/.test(format);
}
