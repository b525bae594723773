import { optionOrigins, type WrittenSources } from "../../config/option-origins.ts";
import type { Control, ControlledProcess } from "../../control/control.ts";
import type { ProcessOptionsShape } from "./shapes.ts";

/** How processes are configured, and where that is written. The files are read for it, once: nothing is kept. */
export function processOptions(
  control: Control,
  processes: readonly ControlledProcess[],
): readonly ProcessOptionsShape[] {
  const read = control.readFiles();
  const written = read.ok ? read.configuration.groups : [];
  const sources: Partial<WrittenSources> = read.ok ? read : {};
  return processes.map(({ config, groupName }) => {
    const own = written.find(({ name }) => name === groupName)?.processes.find(({ name }) => name === config.name);
    const section = own === undefined ? undefined : sources.sources?.get(own);
    return {
      section: section === undefined ? null : { name: section.name, file: section.file, line: section.line },
      options: optionOrigins(config, own, sources),
      environment: Object.keys(config.environment).sort(),
    };
  });
}
