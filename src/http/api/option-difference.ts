import { isDeepStrictEqual } from "node:util";
import type { GroupConfig, ProcessConfig } from "../../config/configuration.ts";
import { signalName } from "../../system/signal-names.ts";
import type { GroupDifferenceShape, OptionDifference } from "./shapes.ts";

/**
 * How the groups of the files differ from the active ones, option by option. Values of environment variables are not
 * shown: they are where secrets stand.
 */
export function compareGroups(active: readonly GroupConfig[], files: readonly GroupConfig[]): readonly ComparedGroup[] {
  const before = new Map(active.map((group) => [group.name, group]));
  const after = new Map(files.map((group) => [group.name, group]));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name): readonly ComparedGroup[] => {
    const from = before.get(name);
    const to = after.get(name);
    if (from === undefined) return [{ group: name, change: "added", options: [] }];
    if (to === undefined) return [{ group: name, change: "removed", options: [] }];
    if (isDeepStrictEqual(from, to)) return [];
    return [{ group: name, change: "changed", options: compareGroup(from, to) }];
  });
}

export type ComparedGroup = Pick<GroupDifferenceShape, "group" | "change" | "options">;

function compareGroup(from: GroupConfig, to: GroupConfig): readonly OptionDifference[] {
  const { processes: oldMembers, ...oldOptions } = from;
  const { processes: newMembers, ...newOptions } = to;
  const differences = compareOptions(null, flatten(oldOptions), flatten(newOptions));
  const before = new Map(oldMembers.map((process) => [process.name, process]));
  const after = new Map(newMembers.map((process) => [process.name, process]));
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    differences.push(...compareMember(name, before.get(name), after.get(name)));
  }
  return differences;
}

function compareMember(
  name: string,
  from: ProcessConfig | undefined,
  to: ProcessConfig | undefined,
): readonly OptionDifference[] {
  if (from === undefined) return [{ process: name, option: "process", from: null, to: "added" }];
  if (to === undefined) return [{ process: name, option: "process", from: "removed", to: null }];
  const { environment: oldEnvironment, name: _old, ...oldOptions } = from;
  const { environment: newEnvironment, name: _new, ...newOptions } = to;
  return [
    ...compareOptions(name, flatten(oldOptions), flatten(newOptions)),
    ...compareEnvironment(name, oldEnvironment, newEnvironment),
  ];
}

function compareOptions(
  process: string | null,
  from: ReadonlyMap<string, string>,
  to: ReadonlyMap<string, string>,
): OptionDifference[] {
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter((option) => from.get(option) !== to.get(option))
    .map((option) => ({ process, option, from: from.get(option) ?? null, to: to.get(option) ?? null }));
}

function compareEnvironment(
  process: string,
  from: Readonly<Record<string, string>>,
  to: Readonly<Record<string, string>>,
): readonly OptionDifference[] {
  const hidden = (value: string | undefined): string | null => (value === undefined ? null : "(a value)");
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((name) => from[name] !== to[name])
    .map((name) => ({ process, option: `environment: ${name}`, from: hidden(from[name]), to: hidden(to[name]) }));
}

/** Options by their names as they are written: `stdout: {logfile}` is `stdout_logfile`. */
function flatten(options: Readonly<Record<string, unknown>>): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [name, value] of Object.entries(options)) {
    if ((name === "stdout" || name === "stderr") && typeof value === "object" && value !== null) {
      for (const [inner, innerValue] of Object.entries(value)) flat.set(`${name}_${inner}`, textOf(innerValue));
    } else if (name === "stopsignal") flat.set(name, signalName(Number(value)).replace(/^SIG/, ""));
    else if (value !== undefined) flat.set(name, textOf(value));
  }
  return flat;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(",");
  if (typeof value !== "object" || value === null) return String(value);
  const { kind, path, name } = value as { kind?: unknown; path?: unknown; name?: unknown };
  const plain = path ?? name ?? (Object.keys(value).length === 1 ? kind : undefined);
  return plain === undefined ? JSON.stringify(value) : String(plain);
}
