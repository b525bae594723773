/**
 * Order: who is acted upon when. Pure: whoever starts, stops or signals several processes asks here, and does nothing
 * about it itself.
 */

/** What the planner needs to know of a process. */
export interface Plannable {
  readonly config: { readonly priority: number };
}

/** A group with its processes, in the order in which they start. */
export interface PlannableGroup<Process extends Plannable> {
  readonly config: { readonly priority: number };
  readonly processes: readonly Process[];
}

/**
 * - "boot": what starts by itself, when the daemon does or its group is added;
 * - "request": to start, stop or signal whom somebody has named, all at once;
 * - "shutdown": the daemon's end.
 */
export type Operation = "boot" | "request" | "shutdown";

/** Processes that are acted upon together, in this order. The next step begins when all of it has come about. */
export type PlanStep<Process> = readonly Process[];

/**
 * The steps of an operation. Groups come in the order in which they were added, which breaks ties.
 *
 * - boot: one step, in that order, which is that of the configuration;
 * - request: one step, the lowest priority number first, groups before members (for a stop as well: behaviour.md 21.4);
 * - shutdown: a step for each priority of groups, the highest number first, in the reverse order of the start.
 */
export function planSteps<Process extends Plannable>(
  groups: Iterable<PlannableGroup<Process>>,
  operation: Operation,
): readonly PlanStep<Process>[] {
  const all = [...groups];
  switch (operation) {
    case "boot":
      return [all.flatMap(({ processes }) => processes)];
    case "request":
      return [all.sort(byPriority).flatMap(({ processes }) => [...processes].sort(byPriority))];
    case "shutdown": {
      const steps = new Map<number, Process[]>();
      for (const { config, processes } of all.sort(byPriority).reverse()) {
        const step = steps.get(config.priority) ?? [];
        step.push(...[...processes].sort(byPriority).reverse());
        steps.set(config.priority, step);
      }
      return [...steps.values()];
    }
  }
}

/** The order in which groups start: by priority, then by name. */
export function compareGroups(
  a: { readonly name: string; readonly priority: number },
  b: { readonly name: string; readonly priority: number },
): number {
  return a.priority - b.priority || compareNames(a.name, b.name);
}

/** Order of names that does not depend on the locale. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byPriority(a: Plannable, b: Plannable): number {
  return a.config.priority - b.config.priority;
}
