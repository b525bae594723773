import { boolean } from "../values/boolean.ts";
import { integer } from "../values/integer.ts";
import { list } from "../values/list.ts";
import { text } from "../values/text.ts";
import type { OptionTable } from "./option.ts";
import { programSectionOptions } from "./program.ts";

/** What [eventlistener:x] has beyond the options of a program. */
export const eventListenerOptions = {
  events: {
    type: list,
    required: (section) => `[${section}] section requires an "events" line`,
    emptyIsMissing: true,
    expansions: "daemon",
    doc: "Types of the events that the listener gets, with commas between them, in any case.",
    since: "3.0",
    change: "update",
    sample: "PROCESS_STATE,TICK_60",
  },
  buffer_size: {
    type: integer,
    default: "10",
    expansions: "daemon",
    doc: "Number of events that wait while no listener is ready; when it is reached, the oldest one is dropped.",
    since: "3.0",
    change: "update",
  },
  result_handler: {
    type: text,
    default: "supervisor.dispatchers:default_handler",
    expansions: "daemon",
    doc: "Decides what a listener's answer means: a JavaScript module (./file.js or a package) and the name of its export, with a colon between. With the built-in one OK is done, all else is rejected.",
    since: "3.0",
    change: "update",
  },
  len_in_bytes: {
    type: boolean,
    default: "false",
    expansions: "daemon",
    doc: "Whether len in an event's header counts bytes, as listeners in most languages expect, instead of characters, as Python listeners that read text need it. SUPERVISOR_EVENT_LEN=bytes tells the listener.",
    change: "update",
  },
  restart_on_protocol_error: {
    type: boolean,
    default: "false",
    expansions: "daemon",
    doc: "Whether a listener that breaks the protocol is restarted, after a wait that doubles from a second to a minute. Otherwise it gets no events until somebody restarts it.",
    change: "update",
  },
  priority: {
    type: integer,
    default: "-1",
    expansions: "daemon",
    doc: "As for programs; the default makes listeners start first and stop last.",
    since: "3.0",
    change: "update",
  },
} as const satisfies OptionTable;

/** Everything that may stand in [eventlistener:x]. */
export const eventListenerSectionOptions = {
  ...eventListenerOptions,
  ...programSectionOptions,
  ...eventListenerOptions,
} as const;
