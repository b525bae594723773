/** supervisorctl's command line. */
import { pythonRepr } from "../config/ini/python-repr.ts";
import { type CtlOption, ctlOptions } from "../ctl/command-line-options.ts";
import { getopt } from "./getopt.ts";

export type SupervisorctlCommand =
  | {
      readonly kind: "run";
      /** The values of the options that were given; "" for a flag. */
      readonly options: ReadonlyMap<CtlOption["name"], string>;
      /** The action and its operands. */
      readonly words: readonly string[];
    }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "refused"; readonly message: string };

/** Reads the words after the program's name. */
export function parseSupervisorctlArguments(words: readonly string[]): SupervisorctlCommand {
  const { given, positional, problems } = getopt(words, ctlOptions);
  const [problem] = problems;
  if (problem !== undefined) return { kind: "refused", message: problem };
  const options = new Map<CtlOption["name"], string>();
  for (const { option, spelling, value } of given) {
    if (option.name === "help" || option.name === "version") return { kind: option.name };
    if (options.has(option.name)) {
      return { kind: "refused", message: `conflicting command line option '${spelling}'` };
    }
    if (option.name === "serverurl" && !looksLikeUrl(value)) {
      const quoted = pythonRepr(value);
      return { kind: "refused", message: `invalid value for ${spelling} ${quoted}: value ${quoted} is not a URL` };
    }
    options.set(option.name, value);
  }
  return { kind: "run", options, words: positional };
}

/** A scheme, and a host or a path. Whether a server can be there is seen when it is used. */
function looksLikeUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:(?:\/\/[^?#]|(?!\/\/)[^?#])/i.test(text);
}
