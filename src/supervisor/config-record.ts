import type { Configuration, GroupConfig } from "../config/configuration.ts";

/** A configuration, or a group's, fit for JSON. */
export type ConfigRecord = unknown;

/**
 * JSON knows no undefined, and for whoever compares configurations an absent field is not the same: null, which no
 * configuration has, stands for it.
 */
export function configRecord(config: Configuration | GroupConfig): ConfigRecord {
  return mapped(config, (value) => (value === undefined ? null : value));
}

/** What `configRecord` made a record of. */
export function recordedConfig<Config extends Configuration | GroupConfig>(record: ConfigRecord): Config {
  return mapped(record, (value) => (value === null ? undefined : value)) as Config;
}

function mapped(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => mapped(each, change));
  if (typeof value !== "object" || value === null) return change(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapped(each, change)]));
}
