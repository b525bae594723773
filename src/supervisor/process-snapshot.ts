import type { ProcessModel } from "../process/model.ts";
import type { LeftoverSnapshot } from "./leftover.ts";
import type { LifeRecordSnapshot } from "./life-record.ts";
import type { RunsSnapshot } from "./process-runs.ts";

/** All that a process has become, fit for JSON: another daemon can go on with it. */
export interface ProcessSnapshot extends LifeRecordSnapshot {
  readonly model: ProcessModel;
  readonly runs: RunsSnapshot;
  /** What an earlier daemon had left, and is being stopped. */
  readonly leftover?: LeftoverSnapshot;
  /** When the activity log next says that its end is being waited for, in monotonic milliseconds. */
  readonly stopNoticeAt?: number;
  /** Its place among all that wait for a time, or for their turn to be spawned: the lowest goes on first. */
  readonly turn?: number;
}
