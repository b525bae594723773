import { configurationRoutes } from "./configuration-routes.ts";
import { eventRoutes } from "./event-routes.ts";
import { groupRoutes } from "./group-routes.ts";
import { historyRoutes } from "./history-routes.ts";
import { apiLogRoutes } from "./log-routes.ts";
import { processRoutes } from "./process-routes.ts";
import type { ApiRoute } from "./route.ts";
import { supervisorRoutes } from "./supervisor-routes.ts";

/** The JSON API: the one table. At each place of a path the earlier route wins. */
export const routes: readonly ApiRoute[] = [
  ...supervisorRoutes,
  ...processRoutes,
  ...historyRoutes,
  ...groupRoutes,
  ...apiLogRoutes,
  ...eventRoutes,
  ...configurationRoutes,
];
