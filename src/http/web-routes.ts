/**
 * All that the daemon serves beyond Supervisor's interfaces: the JSON API, the figures, the page. What answers is loaded
 * when it is first asked for, so that a daemon that nobody looks at has neither the time nor the memory for it.
 */
import type { Dispatcher } from "../rpc/dispatcher.ts";
import type { System } from "../system/system.ts";
import type { TimeSlices } from "../system/time-slices.ts";
import type { Watched } from "./api/watched.ts";
import type { Exchange } from "./exchange.ts";
import type { QueueFigures } from "./metrics/families.ts";
import { equals, type Route } from "./routes.ts";
import type { WebService } from "./web-service.ts";

export interface WebSurroundings {
  readonly control: Watched;
  readonly dispatcher: Pick<Dispatcher, "call">;
  readonly slices: TimeSlices;
  readonly system: Pick<System, "clock" | "files" | "processes">;
  /** Of this package. */
  readonly version: string;
  /** Where the built page lies. */
  readonly webDirectory: () => string;
  /** How full the queues of the listener pools are. */
  readonly queues?: () => readonly QueueFigures[];
}

const pages = new Set(["/", "/index.html", "/tail.html", "/favicon.ico"]);

export function webRoutes(surroundings: WebSurroundings): readonly Route[] {
  const { clock } = surroundings.system;
  const beginning = { startedWallMs: clock.wallMs(), startedMs: clock.monotonicMs() };
  let loading: Promise<WebService> | undefined;
  const by = (part: keyof WebService): Route["handle"] => {
    return async (exchange: Exchange) => {
      loading ??= import("./web-service.ts").then((module) => module.createWebService(surroundings, beginning));
      await (await loading)[part](exchange);
    };
  };
  return [
    {
      name: "JSON API",
      matches: (path) => path === "/api" || path.startsWith("/api/"),
      methods: "any",
      handle: by("api"),
    },
    { name: "figures for Prometheus", matches: equals("/metrics"), methods: ["GET", "HEAD"], handle: by("metrics") },
    {
      name: "pages",
      matches: (path) => pages.has(path) || path.startsWith("/assets/"),
      methods: ["GET", "HEAD", "POST"],
      handle: by("page"),
    },
  ];
}
