import type { GroupConfig } from "../../config/configuration.ts";
import type { Control } from "../../control/control.ts";
import { nameOf } from "../../control/find.ts";
import { compareGroups } from "./option-difference.ts";
import type { GroupDifferenceShape } from "./shapes.ts";

/** What an update would do if the files said this: which groups it would touch, and which processes it would stop and start. */
export function previewUpdate(
  { groups: active }: Pick<Control, "groups">,
  files: readonly GroupConfig[],
): readonly GroupDifferenceShape[] {
  const groups = [...active.values()];
  const differences = compareGroups(
    groups.map(({ config }) => config),
    files,
  );
  return differences.map((difference) => {
    const before = active.get(difference.group)?.processes ?? [];
    const after = files.find(({ name }) => name === difference.group)?.processes ?? [];
    return {
      ...difference,
      stops: before.filter(({ pid, startPending }) => pid !== 0 || startPending).map(nameOf),
      starts: after
        .filter(({ autostart }) => autostart)
        .map(({ name }) => (name === difference.group ? name : `${difference.group}:${name}`)),
    };
  });
}
