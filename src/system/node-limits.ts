import { errnoName, outcome } from "./errno.ts";
import { errnoError } from "./errno-error.ts";
import { loadAddon } from "./load-addon.ts";
import type { Limits } from "./system.ts";

/** getrlimit(2) and setrlimit(2). */
export const nodeLimits: Limits = {
  get: (resource) => {
    const limit = loadAddon().getLimit(resource);
    if (typeof limit === "number") throw errnoError(errnoName(limit), "getrlimit");
    const [soft, hard] = limit;
    return { soft, hard };
  },
  set: (resource, { soft, hard }) => outcome(loadAddon().setLimit(resource, soft, hard)),
};
