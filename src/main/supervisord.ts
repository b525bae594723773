/** supervisord: the composition root of the daemon. */
import { hostname, tmpdir } from "node:os";
import { formatProblem } from "../config/problem.ts";
import { readConfiguration } from "../config/read-configuration.ts";
import { LogOutputs } from "../logging/log-outputs.ts";
import type { ActivityLog } from "../logging/logs.ts";
import { nodeSystem } from "../system/node-system.ts";
import { startDaemon, takeDaemonMark, tellReady } from "./daemonize.ts";

