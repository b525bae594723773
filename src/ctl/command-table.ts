import type { Command } from "./command.ts";
import { add } from "./commands/add.ts";
import { avail } from "./commands/avail.ts";
import { clear } from "./commands/clear.ts";
import { completion } from "./commands/completion.ts";
import { describe } from "./commands/describe.ts";
import { eof } from "./commands/eof.ts";
import { events } from "./commands/events.ts";
import { exit } from "./commands/exit.ts";
import { fg } from "./commands/fg.ts";
import { help } from "./commands/help.ts";
import { history } from "./commands/history.ts";
import { logs } from "./commands/logs.ts";
import { maintail } from "./commands/maintail.ts";
import { open } from "./commands/open.ts";
import { pid } from "./commands/pid.ts";
import { quit } from "./commands/quit.ts";
import { reload } from "./commands/reload.ts";
import { remove } from "./commands/remove.ts";
import { reread } from "./commands/reread.ts";
import { restart } from "./commands/restart.ts";
import { shutdown } from "./commands/shutdown.ts";
import { signal } from "./commands/signal.ts";
import { start } from "./commands/start.ts";
import { status } from "./commands/status.ts";
import { stop } from "./commands/stop.ts";
import { tail } from "./commands/tail.ts";
import { top } from "./commands/top.ts";
import { update } from "./commands/update.ts";
import { version } from "./commands/version.ts";
import { wait } from "./commands/wait.ts";

/** Every action, sorted by name. */
export const commandTable: readonly Command[] = [
  add,
  avail,
  clear,
  completion,
  describe,
  eof,
  events,
  exit,
  fg,
  help,
  history,
  logs,
  maintail,
  open,
  pid,
  quit,
  reload,
  remove,
  reread,
  restart,
  shutdown,
  signal,
  start,
  status,
  stop,
  tail,
  top,
  update,
  version,
  wait,
];
