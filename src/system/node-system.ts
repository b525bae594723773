import { nodeClock } from "./node-clock.ts";
import { nodeFiles } from "./node-files.ts";
import { nodeLimits } from "./node-limits.ts";
import { nodeProcesses } from "./node-processes.ts";
import { nodeSockets } from "./node-sockets.ts";
import { nodeDatagrams, nodeStreams } from "./node-streams.ts";
import { nodeUsers } from "./node-users.ts";
import type { System } from "./system.ts";

/** The real operating system. Only `main/` uses it. */
export const nodeSystem: System = {
  clock: nodeClock,
  processes: nodeProcesses,
  users: nodeUsers,
  files: nodeFiles,
  limits: nodeLimits,
  streams: nodeStreams,
  datagrams: nodeDatagrams,
  sockets: nodeSockets,
};
