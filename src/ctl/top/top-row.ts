/** What is known of one process. */
export interface TopRow {
  /** As `status` shows it. */
  readonly id: string;
  readonly state: string;
  readonly pid: number | undefined;
  /** Of one core. Undefined: not known, or it does not run. */
  readonly cpuPercent: number | undefined;
  readonly residentBytes: number | undefined;
  readonly uptimeSeconds: number | undefined;
  /** Starts after the first one. */
  readonly restarts: number | undefined;
  readonly description: string;
}
