import type { DescribedProcess, ProcessLife, ProcessOptions } from "../../client/json-process-results.ts";
import type { ProcessLog } from "../../client/json-results.ts";

/** Everything of one process, as `describe --json` gives it. */
export interface ProcessReport extends DescribedProcess {
  /** The newest first; of a Supervisor the last one. */
  readonly lives: readonly ProcessLife[];
  /** Both channels; null where the server does not list them. */
  readonly logs: readonly ProcessLog[] | null;
  readonly section: ProcessOptions["options"]["section"];
  readonly options: ProcessOptions["options"]["options"];
  /** Names of its own variables; null where the server does not tell. */
  readonly environment: readonly string[] | null;
}
