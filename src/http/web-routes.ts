/**
 * All that the daemon serves beyond Supervisor's interfaces: the JSON API, the figures, the page. What answers is loaded
 * when it is first asked for, so that a daemon that nobody looks at has neither the time nor the memory for it.
 */
import type { Exchange } from "./exchange.ts";
import { equals, type Route } from "./routes.ts";
import type { WebService, WebSurroundings } from "./web-surroundings.ts";

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
