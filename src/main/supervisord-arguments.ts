/** supervisord's command line: what may stand in it, and what it says. */
import { pythonRepr } from "../config/ini/python-repr.ts";
import { supervisordOptions } from "../config/options/supervisord.ts";
import type { SupervisordOverrides } from "../config/read-supervisord.ts";
import { splitList } from "../config/values/list.ts";
import type { ValueLookups } from "../config/values/value-type.ts";
import { type CommandLineOption, getopt } from "./getopt.ts";

export type SupervisordCommand =
  | {
      readonly kind: "run";
      /** -c; undefined: look in the usual places. */
      readonly path: string | undefined;
      readonly overrides: SupervisordOverrides;
      /** What to do with the configuration: supervise its programs, validate it (-T), or print it. */
      readonly purpose: "supervise" | "check" | "print-config";
      /** Of a check: warnings count as errors (--strict), and what is found is printed as JSON (--json). */
      readonly check: { readonly strict: boolean; readonly json: boolean };
      /** --profile_options; undefined without profiling. */
      readonly profile: readonly string[] | undefined;
    }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  /** At least one message, in the order in which Supervisor would find them. */
  | { readonly kind: "refused"; readonly messages: readonly string[] };

interface SupervisordArgument extends CommandLineOption {
  readonly doc: string;
  readonly meaning:
    | { readonly kind: "override"; readonly key: keyof typeof supervisordOptions }
    | {
        readonly kind: "configuration" | "profile" | "help" | "version" | "check" | "strict" | "json" | "print-config";
      };
}

function override(
  key: keyof typeof supervisordOptions,
  short: string | undefined,
  argument: string | undefined,
  doc: string,
): SupervisordArgument {
  return {
    ...(short === undefined ? {} : { short }),
    long: key,
    ...(argument === undefined ? {} : { argument }),
    doc,
    meaning: { kind: "override", key },
  };
}

/** In the order of the help text, which is Supervisor's; what it does not have stands at the end. */
export const supervisordArguments: readonly SupervisordArgument[] = [
  {
    short: "c",
    long: "configuration",
    argument: "FILENAME",
    doc: "read this configuration file (without it the usual places are searched)",
    meaning: { kind: "configuration" },
  },
  override("nodaemon", "n", undefined, "stay in the foreground"),
  override("silent", "s", undefined, "in the foreground, write no log to the standard output"),
  { short: "h", long: "help", doc: "print this text and exit", meaning: { kind: "help" } },
  { short: "v", long: "version", doc: "print the version and exit", meaning: { kind: "version" } },
  override("user", "u", "USER", "run as this user (name or numeric id)"),
  override("umask", "m", "UMASK", "file creation mask, octal (default 022)"),
  override("directory", "d", "DIRECTORY", "change into this directory"),
  override("logfile", "l", "FILENAME", "use FILENAME as logfile path (of the activity log)"),
  override("logfile_maxbytes", "y", "BYTES", "size at which the activity log is rotated, e.g. 50MB"),
  override("logfile_backups", "z", "NUM", "number of rotated activity logs to keep"),
  override("loglevel", "e", "LEVEL", "least severe level to log: critical, error, warn, info, debug, trace, blather"),
  override("pidfile", "j", "FILENAME", "write the process id to this file"),
  override("identifier", "i", "STR", "name of this supervisord"),
  override("childlogdir", "q", "DIRECTORY", "directory of the automatic log files of programs"),
  override("nocleanup", "k", undefined, "keep the automatic log files of earlier runs"),
  override("minfds", "a", "NUM", "number of file descriptors that must be available"),
  override("strip_ansi", "t", undefined, "remove ANSI escape sequences from the output of programs"),
  override("minprocs", undefined, "NUM", "number of processes that must be available"),
  {
    long: "profile_options",
    argument: "OPTIONS",
    doc: "profile supervisord and write a .cpuprofile when it ends; any of cumulative,calls,callers",
    meaning: { kind: "profile" },
  },
  {
    short: "T",
    long: "check",
    doc: "validate the configuration, say what is wrong with it, and exit with 0 or 2",
    added: true,
    meaning: { kind: "check" },
  },
  { long: "strict", doc: "with --check: exit with 2 for warnings, too", added: true, meaning: { kind: "strict" } },
  { long: "json", doc: "with --check: print what was found as JSON", added: true, meaning: { kind: "json" } },
  {
    long: "print-config",
    doc: "print the effective configuration as JSON, with the origin of each value, and exit",
    added: true,
    meaning: { kind: "print-config" },
  },
];

/** Reads the words after the program's name. Every fault is reported, not only the first. */
export function readSupervisordArguments(words: readonly string[], lookups: ValueLookups): SupervisordCommand {
  const questionMark: SupervisordArgument = { short: "?", long: "help", doc: "", meaning: { kind: "help" } };
  const { given, positional, problems } = getopt(words, [...supervisordArguments, questionMark]);
  const messages = [...problems];
  if (positional.length > 0) {
    messages.push(`positional arguments are not supported: [${positional.map((word) => pythonRepr(word)).join(", ")}]`);
  }
  let path: string | undefined;
  let purpose: "supervise" | "check" | "print-config" = "supervise";
  let profile: readonly string[] | undefined;
  const check = { strict: false, json: false };
  const overrides: Record<string, unknown> = {};
  const seen = new Set<string>();
  for (const { option, spelling, value } of given) {
    const { meaning } = option;
    if ((meaning.kind === "help" || meaning.kind === "version") && messages.length === 0) return { kind: meaning.kind };
    if (seen.has(option.long)) messages.push(`conflicting command line option '${spelling}'`);
    seen.add(option.long);
    switch (meaning.kind) {
      case "configuration":
        path = value;
        break;
      case "profile":
        profile = splitList(value);
        break;
      case "check":
      case "print-config":
        purpose = meaning.kind;
        break;
      case "strict":
      case "json":
        check[meaning.kind] = true;
        break;
      case "override": {
        if (option.argument === undefined) {
          overrides[meaning.key] = true;
          break;
        }
        const parsed = supervisordOptions[meaning.key].type.parse(value, lookups);
        if (parsed.ok) overrides[meaning.key] = parsed.value;
        else messages.push(`invalid value for ${spelling} ${pythonRepr(value)}: ${parsed.reason}`);
      }
    }
  }
  for (const [name, isGiven] of Object.entries(check)) {
    if (isGiven && purpose !== "check") messages.push(`--${name} goes with --check`);
  }
  if (messages.length > 0) return { kind: "refused", messages };
  return { kind: "run", path, overrides, purpose, check, profile };
}

/** What `supervisord -h` prints, with a newline at the end: in Supervisor's form, in which scripts and tests look for it. */
export function supervisordHelp(programName: string): string {
  return [
    "supervisord -- run a set of applications as daemons.",
    "",
    `Usage: ${programName} [options]`,
    "",
    "Options:",
    ...supervisordArguments.map(({ short, long, argument, doc }) => {
      const names = short === undefined ? `--${long}` : `-${short}/--${long}`;
      return `${argument === undefined ? names : `${names} ${argument}`} -- ${doc}`;
    }),
    "",
    "An option given here goes over the one of the same name in the configuration file.",
    "",
  ].join("\n");
}
