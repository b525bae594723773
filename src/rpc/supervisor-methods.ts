import { daemonMethods } from "./daemon-methods.ts";
import { infoMethods } from "./info-methods.ts";
import { logMethods } from "./log-methods.ts";
import type { Method } from "./method.ts";
import { processMethods } from "./process-methods.ts";

/** The `supervisor.*` methods: the one table of them. */
export const supervisorMethods: readonly Method[] = [
  ...infoMethods,
  ...daemonMethods,
  ...processMethods,
  ...logMethods,
];
