import { type EndedLife, noLives, remember } from "../process/lives.ts";
import type { Effect } from "../process/model.ts";
import type { Goal } from "../process/state.ts";
import type { Clock } from "../system/system.ts";

/** Fit for JSON. */
export interface LifeRecordSnapshot {
  readonly startedWallMs: number;
  readonly stoppedWallMs: number;
  /** Absent when it has always been in this state, as far as is known. */
  readonly changedWallMs?: number;
  /** Absent when there is none. */
  readonly lives?: readonly EndedLife[];
}

/** When a process was started and ended last, when its state changed, and its last lives. */
export class LifeRecord {
  /** Milliseconds since the epoch; 0 if never. */
  startedWallMs = 0;
  stoppedWallMs = 0;
  changedWallMs = 0;
  #lives = noLives;

  /** Those that are over, oldest first. */
  get lives(): readonly EndedLife[] {
    return this.#lives;
  }

  /** @param goal of the process, now that it has ended */
  end(
    { ranMs, end }: Extract<Effect, { type: "ended" }>,
    goal: Goal,
    clock: Pick<Clock, "wallMs" | "monotonicMs">,
  ): void {
    const { startedWallMs } = this;
    const endedWallMs = clock.wallMs();
    // What has not begun leaves the time of the last end alone, which is Supervisor's `stop`.
    if (end.kind !== "not-spawned") this.stoppedWallMs = endedWallMs;
    const endedMs = clock.monotonicMs();
    this.#lives = remember(this.#lives, { startedWallMs, endedWallMs, endedMs, ranMs, end, comesBack: goal === "up" });
  }

  snapshot(): LifeRecordSnapshot {
    const { startedWallMs, stoppedWallMs, changedWallMs } = this;
    const changed = changedWallMs > 0 && { changedWallMs };
    return { startedWallMs, stoppedWallMs, ...changed, ...(this.#lives.length > 0 && { lives: this.#lives }) };
  }

  resume({ startedWallMs, stoppedWallMs, changedWallMs = 0, lives = noLives }: LifeRecordSnapshot): void {
    this.startedWallMs = startedWallMs;
    this.stoppedWallMs = stoppedWallMs;
    this.changedWallMs = changedWallMs;
    this.#lives = lives;
  }
}
