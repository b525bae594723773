import { optionOrigins } from "../../config/option-origins.ts";
import type { Control, ControlledProcess } from "../../control/control.ts";
import type { ProcessOptionsShape } from "./shapes.ts";

/** How a process is configured, and where that is written. The files are read for it: nothing is kept. */
export function processOptions(control: Control, { config, groupName }: ControlledProcess): ProcessOptionsShape {
  const read = control.readFiles();
  const written = read.ok
    ? read.configuration.groups
        .find(({ name }) => name === groupName)
        ?.processes.find(({ name }) => name === config.name)
    : undefined;
  const section = read.ok && written !== undefined ? read.sources?.get(written) : undefined;
  return {
    section: section === undefined ? null : { name: section.name, file: section.file, line: section.line },
    options: optionOrigins(config, written, read.ok ? read : {}),
    environment: Object.keys(config.environment).sort(),
  };
}
