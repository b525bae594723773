import type { ServerNews, WatchedProcess } from "./server-news.ts";

/** How all processes are, by what was told of them. */
export class KnownProcesses {
  readonly #processes = new Map<string, WatchedProcess>();

  get all(): readonly WatchedProcess[] {
    return [...this.#processes.values()];
  }

  get(id: string): WatchedProcess | undefined {
    return this.#processes.get(id);
  }

  take(news: ServerNews): void {
    switch (news.kind) {
      case "snapshot":
        this.#processes.clear();
        for (const process of news.processes) this.#processes.set(process.id, process);
        break;
      case "group-added":
        for (const process of news.processes) this.#processes.set(process.id, process);
        break;
      case "group-removed":
        for (const { id, group } of this.all) if (group === news.group) this.#processes.delete(id);
        break;
      case "process":
        this.#processes.set(news.process.id, news.process);
        break;
      case "supervisor":
        break;
    }
  }
}
