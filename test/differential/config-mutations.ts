/** Seeded single-line mutations of a configuration: the slips that people make. */
export interface Mutation {
  readonly name: string;
  readonly text: string;
}

/** A small generator of random numbers (mulberry32): the same seed gives the same tests. */
export function randomFrom(seed: number): (below: number) => number {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const values = [
  ..."|0|1|-1|+7| 12 |1_000|1__0|0x10|1.5|1e3|٣|4000|true|TRUE|On|maybe|y|none|NONE|off|auto|syslog|unexpected".split(
    "|",
  ),
  ..."50MB|10 kb|1.5MB|10K|1TB|022|0o22|9|TERM|sigkill|RTMIN|RTMIN+1|64|65|0,2|0,,2|300|a,b|a b|a:b|a/b".split("|"),
  ..."root|nobody|nosuch|0|/tmp/x|/no/such/x|~/x|x|/tmp/|%|%%|%%%%|%s|%d|%(here)s|%(nope)s|%(program_name)s|%(group_name)s".split(
    "|",
  ),
  ..."%(process_num)d|%(process_num)02x|%(numprocs)s|%(host_node_name)s|%(ENV_HOME)s|%(ENV_NOPE)s|%(here|%(here)|%(here)Z".split(
    "|",
  ),
  ...`A=1|A=|A|A="1|A='1'|A="x y",B=2|A=1;B=2|A="%%"|A=\\"|=1|"A"=1|A=1,|A=1,,B=2|A=x y|A=$HOME|A=50%%|A=日本|A=a@b`.split(
    "|",
  ),
  ..."/bin/sh -c 'a ; b'|/bin/echo \"a|a ;b|a; b|a #b|a#b|é|日本|\u00a0x\u00a0|a\tb|[x]|x=y|x:y|'quoted'|\"quoted\"".split(
    "|",
  ),
  ..."tcp://localhost:9000|unix:///tmp/x.sock|unix://x.sock|foo|TICK_5|TICK_5,|PROCESS_STATE,tick_60|NOPE".split("|"),
];

type Random = (below: number) => number;
type Operation = (lines: string[], at: number, random: Random) => void;

const isKey = (line: string): boolean => /^\s*[^\s[;#][^=:]*[=:]/.test(line);
const isHeader = (line: string): boolean => line.startsWith("[");

function edit(lines: string[], at: number, change: (line: string) => string): void {
  lines[at] = change(lines[at] ?? "");
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[random(list.length)] as T;
}

/** The operations, each with the lines that it is for. */
const operations: readonly (readonly [name: string, fits: (line: string) => boolean, operation: Operation])[] = [
  [
    "value",
    isKey,
    (lines, at, random) => edit(lines, at, (line) => line.replace(/([=:]).*/, `$1${literal(pick(values, random))}`)),
  ],
  [
    "value",
    isKey,
    (lines, at, random) => edit(lines, at, (line) => line.replace(/([=:]).*/, `$1${literal(pick(values, random))}`)),
  ],
  [
    "value",
    isKey,
    (lines, at, random) => edit(lines, at, (line) => line.replace(/([=:]).*/, `$1${literal(pick(values, random))}`)),
  ],
  [
    "bracket",
    isHeader,
    (lines, at, random) => edit(lines, at, (line) => (random(2) ? line.replace("[", "") : line.replace("]", ""))),
  ],
  [
    "header",
    isHeader,
    (lines, at, random) =>
      edit(lines, at, (line) =>
        pick(
          [
            `${line} x`,
            `x${line}`,
            ` ${line}`,
            line.toUpperCase(),
            "[]",
            "[DEFAULT]",
            line.replace("[", "[ "),
            line.replace("]", " ]"),
            `${line};c`,
            `${line} ]`,
          ],
          random,
        ),
      ),
  ],
  [
    "percent",
    isKey,
    (lines, at, random) =>
      edit(lines, at, (line) =>
        insert(line, pick(["%", "%%", "%s", "%(here)s", "%("], random), afterKey(line, random)),
      ),
  ],
  [
    "quote",
    isKey,
    (lines, at, random) =>
      edit(lines, at, (line) => insert(line, pick(['"', "'", "\\"], random), afterKey(line, random))),
  ],
  ["crlf", isKey, (lines, at) => edit(lines, at, (line) => `${line}\r`)],
  [
    "carriage return",
    isKey,
    (lines, at, random) => edit(lines, at, (line) => insert(line, "\r", afterKey(line, random))),
  ],
  [
    "continuation",
    isKey,
    (lines, at, random) => edit(lines, at, (line) => pick(["  ", "\t", " ", "\u00a0"], random) + line),
  ],
  [
    "continued",
    isKey,
    (lines, at, random) =>
      edit(
        lines,
        at,
        (line) =>
          `${line}\n${pick(["  more", "\tmore", "  ; c\n  more", "\n  more", "  # c", " a=b", "\n\n", "  [x]", "more"], random)}`,
      ),
  ],
  [
    "comment",
    isKey,
    (lines, at, random) =>
      edit(
        lines,
        at,
        (line) => line + pick([" ; c", " # c", ";c", "#c", "\t;c", " ;", " a;b ; c # d", "  ; c # d"], random),
      ),
  ],
  [
    "commented out",
    () => true,
    (lines, at, random) => edit(lines, at, (line) => pick(["#", ";", "  ;", "rem "], random) + line),
  ],
  ["duplicate", () => true, (lines, at, random) => lines.splice(random(lines.length + 1), 0, lines[at] ?? "")],
  ["moved", () => true, (lines, at, random) => lines.splice(random(lines.length), 0, ...lines.splice(at, 1))],
  ["deleted", () => true, (lines, at) => void lines.splice(at, 1)],
  ["upper case", isKey, (lines, at) => edit(lines, at, (line) => line.replace(/^[^=:]*/, (key) => key.toUpperCase()))],
  ["colon", isKey, (lines, at) => edit(lines, at, (line) => line.replace("=", ":"))],
  [
    "spaces",
    isKey,
    (lines, at, random) =>
      edit(lines, at, (line) => line.replace("=", pick([" = ", "\t=\t", " : ", "=  ", "==", " :="], random))),
  ],
  ["no delimiter", isKey, (lines, at) => edit(lines, at, (line) => line.replace(/[=:]/, " "))],
  ["no key", isKey, (lines, at) => edit(lines, at, (line) => line.replace(/^[^=:]*/, ""))],
  [
    "misspelt",
    isKey,
    (lines, at, random) =>
      edit(lines, at, (line) => line.replace(/^[^=:]*/, (key) => insert(key, "x", random(key.length + 1)))),
  ],
  [
    "blank",
    () => true,
    (lines, at, random) =>
      edit(lines, at, (line) => pick([`\n${line}`, `${line}\n`, `${line}  \t`, `${line}\x0b`], random)),
  ],
];

/** Makes `count` mutations of the texts in turn. The first two are of the whole text: CRLF, and a byte order mark. */
export function mutate(texts: readonly string[], count: number, seed: number): Mutation[] {
  const random = randomFrom(seed);
  const mutations: Mutation[] = [];
  for (let index = 0; mutations.length < count; index++) {
    const text = texts[index % texts.length] ?? "";
    if (index === 0) {
      mutations.push({ name: "all crlf", text: text.replaceAll("\n", "\r\n") });
      mutations.push({ name: "byte order mark", text: `\ufeff${text}` });
    }
    const lines = text.split("\n");
    const [name, fits, operation] = pick(operations, random);
    const fitting = [...lines.keys()].filter((at) => fits(lines[at] ?? ""));
    if (fitting.length === 0) continue;
    operation(lines, pick(fitting, random), random);
    mutations.push({ name: `${index} ${name}`, text: lines.join("\n") });
  }
  return mutations;
}

/** A replacement in which `$` means itself. */
function literal(text: string): string {
  return text.replaceAll("$", "$$$$");
}

function insert(text: string, part: string, at: number): string {
  return text.slice(0, at) + part + text.slice(at);
}

function afterKey(line: string, random: Random): number {
  const start = line.search(/[=:]/) + 1;
  return start + random(line.length - start + 1);
}
