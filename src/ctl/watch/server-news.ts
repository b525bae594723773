import type { DaemonNews, DescribedProcess } from "../../client/json-process-results.ts";

/** What is told of a process, whatever the server. */
export type WatchedProcess = Omit<DescribedProcess, "kind" | "command">;

type Watched<News> = News extends { readonly process: unknown }
  ? Omit<News, "process"> & { readonly process: WatchedProcess }
  : News extends { readonly processes: unknown }
    ? Omit<News, "processes"> & { readonly processes: readonly WatchedProcess[] }
    : News;
export type ServerNews = Watched<DaemonNews>;

/** Something that happened. */
export type ServerChange = Exclude<ServerNews, { readonly kind: "snapshot" }>;
