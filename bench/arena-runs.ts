/** How measurements use a daemon: for as long as one of them takes, and with its CPU time beside the clock's. */
import { compiled } from "./compiled.ts";
import { Arena, type Contestant } from "./contestant.ts";
import type { Sample } from "./sample.ts";

/** @param options lines of the section of the daemon itself */
export async function inArena<Result>(
  contestant: Contestant,
  programs: string,
  measure: (arena: Arena) => Promise<Result>,
  options?: string,
): Promise<Result> {
  const arena = new Arena(contestant, programs, options);
  try {
    return await measure(arena);
  } finally {
    await arena.stop();
  }
}

export async function timed(arena: Arena, act: () => Promise<unknown>): Promise<Sample> {
  const before = arena.work().cpuSeconds;
  const start = performance.now();
  await act();
  return { wallMs: performance.now() - start, cpuSeconds: arena.work().cpuSeconds - before };
}

/**
 * A section of so many programs that sleep.
 * @param more further lines of the section
 */
export function sleepers(count: number, more = "startsecs=0"): string {
  return programs(count, compiled("sleeper"), more);
}

/** A section of so many programs without logs. */
export function programs(count: number, command: string, more = ""): string {
  return `[program:p]
command=${command}
numprocs=${count}
process_name=%(program_name)s_%(process_num)05d
stdout_logfile=NONE
stderr_logfile=NONE
${more}
`;
}

/** A run with several figures, which are rows of their own: each takes the runs that another one has had before it measures again. */
export function sharedRuns<Result>(
  run: (contestant: Contestant) => Promise<Result>,
): (figure: (result: Result) => number) => (contestant: Contestant) => Promise<Sample> {
  const results = new Map<Contestant, Result[]>();
  return (figure) => {
    const taken = new Map<Contestant, number>();
    return async (contestant) => {
      const had = results.get(contestant) ?? [];
      results.set(contestant, had);
      const next = taken.get(contestant) ?? 0;
      taken.set(contestant, next + 1);
      const result = had[next] ?? (await run(contestant));
      had[next] = result;
      return { wallMs: figure(result) };
    };
  };
}
