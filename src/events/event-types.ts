/**
 * The types of events, declared once: subscriptions, the check of `events=`, the payload's shape and the docs follow.
 *
 * A type with a `payload` is sent; one without stands for all its descendants in `events=` and is never sent itself.
 * Names, hierarchy and payloads are those of Supervisor's documentation ("Event Types").
 */
export const eventTypes = {
  EVENT: { parent: undefined, doc: "Every event." },
  PROCESS_STATE: { parent: "EVENT", doc: "Every change of state of a process." },
  PROCESS_STATE_STOPPED: {
    parent: "PROCESS_STATE",
    payload: "processname:<name> groupname:<group> from_state:<state> pid:<pid>",
    doc: "A process was stopped on request; pid 0 if it was waiting for its next try.",
  },
  PROCESS_STATE_EXITED: {
    parent: "PROCESS_STATE",
    payload: "processname:<name> groupname:<group> from_state:<state> expected:<0 or 1> pid:<pid>",
    doc: "A process ended by itself; expected is 1 if its status is among exitcodes.",
  },
  PROCESS_STATE_STARTING: {
    parent: "PROCESS_STATE",
    payload: "processname:<name> groupname:<group> from_state:<state> tries:<n>",
    doc: "A process is being started; tries counts the failed starts before.",
  },
  PROCESS_STATE_STOPPING: {
    parent: "PROCESS_STATE",
    payload: "processname:<name> groupname:<group> from_state:<state> pid:<pid>",
    doc: "A process got its stop signal.",
  },
  PROCESS_STATE_BACKOFF: {
    parent: "PROCESS_STATE",
    payload: "processname:<name> groupname:<group> from_state:<state> tries:<n>",
    doc: "A start failed; tries counts the failed starts, this one included.",
  },
  PROCESS_STATE_FATAL: {
    parent: "PROCESS_STATE",
    payload: "processname:<name> groupname:<group> from_state:<state>",
    doc: "A process failed too often and is not tried again.",
  },
  PROCESS_STATE_RUNNING: {
    parent: "PROCESS_STATE",
    payload: "processname:<name> groupname:<group> from_state:<state> pid:<pid>",
    doc: "A process has stayed up for startsecs.",
  },
  PROCESS_STATE_UNKNOWN: {
    parent: "PROCESS_STATE",
    payload: "processname:<name> groupname:<group> from_state:<state>",
    doc: "The kernel refused a signal to a process.",
  },
  PROCESS_COMMUNICATION: { parent: "EVENT", doc: "Every message that a process sends between the capture tokens." },
  PROCESS_COMMUNICATION_STDOUT: {
    parent: "PROCESS_COMMUNICATION",
    payload: "processname:<name> groupname:<group> pid:<pid>\\n<data>",
    doc: "A message on standard output (needs stdout_capture_maxbytes).",
  },
  PROCESS_COMMUNICATION_STDERR: {
    parent: "PROCESS_COMMUNICATION",
    payload: "processname:<name> groupname:<group> pid:<pid>\\n<data>",
    doc: "A message on standard error (needs stderr_capture_maxbytes).",
  },
  PROCESS_LOG: { parent: "EVENT", doc: "All output of processes with stdout_events_enabled or stderr_events_enabled." },
  PROCESS_LOG_STDOUT: {
    parent: "PROCESS_LOG",
    payload: "processname:<name> groupname:<group> pid:<pid> channel:stdout\\n<data>",
    doc: "Output on standard output, as it arrives (needs stdout_events_enabled).",
  },
  PROCESS_LOG_STDERR: {
    parent: "PROCESS_LOG",
    payload: "processname:<name> groupname:<group> pid:<pid> channel:stderr\\n<data>",
    doc: "Output on standard error, as it arrives (needs stderr_events_enabled).",
  },
  REMOTE_COMMUNICATION: {
    parent: "EVENT",
    payload: "type:<type>\\n<data>",
    doc: "A client called sendRemoteCommEvent.",
  },
  SUPERVISOR_STATE_CHANGE: { parent: "EVENT", doc: "The daemon itself begins or ends." },
  SUPERVISOR_STATE_CHANGE_RUNNING: { parent: "SUPERVISOR_STATE_CHANGE", payload: "", doc: "The daemon is up." },
  SUPERVISOR_STATE_CHANGE_STOPPING: {
    parent: "SUPERVISOR_STATE_CHANGE",
    payload: "",
    doc: "The daemon is about to stop everything, for good or for a restart.",
  },
  TICK: { parent: "EVENT", doc: "Every clock event." },
  TICK_5: { parent: "TICK", payload: "when:<seconds since the epoch>", doc: "Every five seconds." },
  TICK_60: { parent: "TICK", payload: "when:<seconds since the epoch>", doc: "Every minute." },
  TICK_3600: { parent: "TICK", payload: "when:<seconds since the epoch>", doc: "Every hour." },
  PROCESS_GROUP: { parent: "EVENT", doc: "Every change of the set of groups." },
  PROCESS_GROUP_ADDED: { parent: "PROCESS_GROUP", payload: "groupname:<group>\\n", doc: "A group was added." },
  PROCESS_GROUP_REMOVED: { parent: "PROCESS_GROUP", payload: "groupname:<group>\\n", doc: "A group was removed." },
} as const satisfies Readonly<Record<string, EventTypeRecord>>;

interface EventTypeRecord {
  readonly parent: string | undefined;
  /** As the docs show it. */
  readonly payload?: string;
  readonly doc: string;
}

type Table = typeof eventTypes;

/** A name that `events=` may hold. */
export type EventTypeName = keyof Table;

/** A type that is really sent. */
export type EventType = {
  [Name in EventTypeName]: Table[Name] extends { readonly payload: string } ? Name : never;
}[EventTypeName];

/** Every name that `events=` may hold, parents before their children. */
export const eventTypeNames = Object.keys(eventTypes) as readonly EventTypeName[];

export function isEventTypeName(name: string): name is EventTypeName {
  return Object.hasOwn(eventTypes, name);
}

/** The types that a subscription to `names` brings: each once, however many of the names cover it. */
export function subscribedTypes(names: Iterable<string>): ReadonlySet<EventType> {
  const wanted = new Set<string>(names);
  return new Set(eventTypeNames.filter(isSent).filter((name) => lineage(name).some((each) => wanted.has(each))));
}

function isSent(name: EventTypeName): name is EventType {
  return "payload" in eventTypes[name];
}

/** The name itself and all its ancestors. */
function lineage(name: EventTypeName): readonly EventTypeName[] {
  const { parent } = eventTypes[name];
  return parent === undefined ? [name] : [name, ...lineage(parent)];
}
