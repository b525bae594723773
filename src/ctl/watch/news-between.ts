import type { ServerChange, WatchedProcess } from "./server-news.ts";

/** What must have happened between two looks at all processes, as far as it can be seen. */
export function newsBetween(
  before: readonly WatchedProcess[],
  after: readonly WatchedProcess[],
): readonly ServerChange[] {
  const former = new Map(before.map((process) => [process.id, process]));
  const groupsBefore = new Set(before.map(({ group }) => group));
  const groups = new Set(after.map(({ group }) => group));
  return [
    ...[...groupsBefore]
      .filter((group) => !groups.has(group))
      .map((group) => ({ kind: "group-removed", group }) as const),
    ...[...groups]
      .filter((group) => !groupsBefore.has(group))
      .map((group) => {
        const processes = after.filter((process) => process.group === group);
        return { kind: "group-added", group, processes } as const;
      }),
    ...after
      .filter((process) => groupsBefore.has(process.group) && differs(former.get(process.id), process))
      .map((process) => ({ kind: "process", process }) as const),
  ];
}

function differs(before: WatchedProcess | undefined, after: WatchedProcess): boolean {
  return (
    before === undefined ||
    before.state !== after.state ||
    before.pid !== after.pid ||
    before.startedAt !== after.startedAt ||
    before.settled !== after.settled
  );
}
