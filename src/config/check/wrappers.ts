import { assignment } from "./shell-syntax.ts";

/** Programs that become another one, or run it in the foreground, and how its command is found among their arguments. */
interface Wrapper {
  readonly program: RegExp;
  /** Letters of options that take a value. */
  readonly valued?: string;
  /** Long options whose value is the next word. */
  readonly longs?: readonly string[];
  /** How many words stand before the command. */
  readonly operands?: number;
}

const wrappers: readonly Wrapper[] = [
  { program: /env/, valued: "uCS", longs: ["--unset", "--chdir"] },
  { program: /sudo/, valued: "ugpCchrtTDRU", longs: ["--user", "--group", "--chdir"] },
  { program: /doas/, valued: "uC" },
  { program: /exec|nohup|catchsegv|unbuffer|chronic|command/ },
  { program: /nice/, valued: "n", longs: ["--adjustment"] },
  { program: /ionice/, valued: "cnpPu", longs: ["--class", "--classdata"] },
  { program: /stdbuf/, valued: "ioe" },
  { program: /timeout/, valued: "ks", longs: ["--kill-after", "--signal"], operands: 1 },
  { program: /dumb-init/, valued: "r", longs: ["--rewrite"] },
  { program: /tini(?:-static)?|docker-init|catatonit/, valued: "peg" },
  { program: /gosu|su-exec|setuidgid/, operands: 1 },
  { program: /taskset/, operands: 1 },
  { program: /xvfb-run/, valued: "efnpsw", longs: ["--server-args", "--server-num"] },
  { program: /authbind|numactl|setpriv/, valued: "mNCpil" },
];

/** Nobody wraps a command deeper than this. */
const maxDepth = 10;

/** The command inside: `env A=1 sudo -u www nginx` runs nginx. Assignments in front of it are dropped. */
export function unwrapCommand(words: readonly string[]): readonly string[] {
  let command = words;
  for (let depth = 0; depth < maxDepth; depth++) {
    const assigned = command.findIndex((word) => !assignment.test(word));
    command = command.slice(Math.max(0, assigned));
    const wrapper = wrappers.find(({ program }) => namedAs(program, command[0] ?? ""));
    if (wrapper === undefined) return command;
    command = command.slice(commandAt(command, wrapper));
  }
  return command;
}

/** Whether a pattern is that of a whole file name. */
export function namedAs(pattern: RegExp, path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return pattern.exec(name)?.[0] === name && name !== "";
}

function commandAt(words: readonly string[], { valued = "", longs = [], operands = 0 }: Wrapper): number {
  let at = 1;
  for (; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--") {
      at++;
      break;
    }
    if (!word.startsWith("-") || word === "-") break;
    if (longs.includes(word)) at++;
    else if (!word.startsWith("--") && word.length === 2 && valued.includes(word[1] ?? "")) at++;
  }
  return at + operands;
}
