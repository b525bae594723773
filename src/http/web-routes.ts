/** All that the daemon serves beyond Supervisor's interfaces: the JSON API, the figures, the page. */
import type { Dispatcher } from "../rpc/dispatcher.ts";
import type { System } from "../system/system.ts";
import { apiPrefix, handleApi } from "./api/api.ts";
import type { ApiContext } from "./api/api-context.ts";
import { ChangeFeed } from "./api/change-feed.ts";
import { UsageSampler } from "./api/usage-sampler.ts";
import type { Watched } from "./api/watched.ts";
import { expositionType, renderFamilies } from "./metrics/exposition.ts";
import { gatherFamilies, type QueueFigures } from "./metrics/families.ts";
import { pageRoutes } from "./pages/page-routes.ts";
import { equals, type Route } from "./routes.ts";

export interface WebSurroundings {
  readonly control: Watched;
  readonly dispatcher: Pick<Dispatcher, "call">;
  readonly system: Pick<System, "clock" | "files" | "processes">;
  /** Of this package. */
  readonly version: string;
  /** Where the built page lies. */
  readonly webDirectory: () => string;
  /** How full the queues of the listener pools are. */
  readonly queues?: () => readonly QueueFigures[];
}

export function webRoutes(surroundings: WebSurroundings): readonly Route[] {
  const { control, dispatcher, version, webDirectory, queues = () => [] } = surroundings;
  const { clock, files, processes } = surroundings.system;
  const startedWallMs = clock.wallMs();
  const context: ApiContext = {
    control,
    dispatcher,
    files,
    clock,
    processes,
    version,
    startedWallMs,
    startedMs: clock.monotonicMs(),
    usage: new UsageSampler(control, processes, clock),
    changes: new ChangeFeed(control, Math.floor(startedWallMs).toString(36)),
  };
  return [
    {
      name: "JSON API",
      matches: (path) => path === apiPrefix || path.startsWith(`${apiPrefix}/`),
      methods: ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"],
      handle: (exchange) => handleApi(context, exchange),
    },
    {
      name: "figures for Prometheus",
      matches: equals("/metrics"),
      methods: ["GET", "HEAD"],
      handle: (exchange) => exchange.send(200, expositionType, renderFamilies(gatherFamilies({ ...context, queues }))),
    },
    ...pageRoutes({ ...context, webDirectory }),
  ];
}
