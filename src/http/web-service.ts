/** What answers for the routes of `web-routes.ts`. Loaded when the first of them is asked for. */
import { ChangeFeed } from "../control/change-feed.ts";
import { handleApi } from "./api/api.ts";
import type { ApiContext } from "./api/api-context.ts";
import { UsageSampler } from "./api/usage-sampler.ts";
import { expositionType, renderFamilies } from "./metrics/exposition.ts";
import { gatherFamilies } from "./metrics/families.ts";
import { pages } from "./pages/pages.ts";
import type { WebService, WebSurroundings } from "./web-surroundings.ts";

/** When this life of the daemon began: by the wall clock, and by the clock that only moves forward. */
export interface Beginning {
  readonly startedWallMs: number;
  readonly startedMs: number;
}

export function createWebService(surroundings: WebSurroundings, beginning: Beginning): WebService {
  const { control, slices, version, webDirectory } = surroundings;
  const { clock, files, processes } = surroundings.system;
  const context: Omit<ApiContext, "principal"> = {
    control,
    slices,
    files,
    clock,
    processes,
    version,
    ...beginning,
    usage: new UsageSampler(control, processes, clock),
    changes: new ChangeFeed(control, Math.floor(beginning.startedWallMs).toString(36)),
  };
  return {
    api: (exchange) => handleApi(context, exchange),
    metrics: (exchange) => {
      exchange.response.setHeader("Cache-Control", "no-store");
      exchange.keepToOwnPages();
      exchange.send(200, expositionType, renderFamilies(gatherFamilies(context)));
    },
    page: pages({ ...context, webDirectory }),
  };
}
