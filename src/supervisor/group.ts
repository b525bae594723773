import type { GroupConfig } from "../config/configuration.ts";
import { type OpenLogs, Process, type Surroundings } from "./process.ts";

/** The processes of one section ([program:x], [group:x], ...), under the configuration that is active for them. */
export class Group {
  readonly config: GroupConfig;
  /** In the order in which they start. */
  readonly processes: readonly Process[];

  constructor(config: GroupConfig, openLogs: OpenLogs, surroundings: Surroundings) {
    this.config = config;
    this.processes = config.processes.map((process) => new Process(process, config.name, openLogs, surroundings));
  }

  get name(): string {
    return this.config.name;
  }

  /** No member is, or is about to be, alive. */
  get atRest(): boolean {
    return this.processes.every((process) => process.atRest);
  }

  /** Members with the highest priority number first, as they are stopped. */
  get inStopOrder(): readonly Process[] {
    return [...this.processes].sort((a, b) => b.config.priority - a.config.priority);
  }

  dispose(): void {
    for (const process of this.processes) process.dispose();
  }
}
