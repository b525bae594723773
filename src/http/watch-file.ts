import { watch } from "node:fs";
import type { FollowerSurroundings } from "./log-follower.ts";

/** Watches a file through the kernel's notifications. A watch that breaks falls silent; whoever follows looks anyway. */
export const watchFile: FollowerSurroundings["watch"] = (path, onChange) => {
  const watcher = watch(path, { persistent: false }, (event) => onChange(event === "rename"));
  watcher.on("error", () => {});
  return watcher;
};
