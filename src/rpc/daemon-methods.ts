/** The daemon itself: its end, its configuration, its groups, its log. */
import { formatProblem, type Problem } from "../config/problem.ts";
import { Fault } from "./faults.ts";
import { defineMethod, type Method } from "./method.ts";
import { looseText } from "./params.ts";

export const daemonMethods: readonly Method[] = [
  ...defineMethod({
    name: "supervisor.shutdown",
    doc: "Stops all processes and ends the daemon. Answers before that happens.",
    params: [],
    returns: { type: "boolean", doc: "Always true unless there is a fault" },
    run: ({ control }) => {
      control.shutdown();
      return true;
    },
  }),
  ...defineMethod({
    name: "supervisor.restart",
    doc:
      "Stops all processes and starts the daemon afresh, configuration included. Answers before that happens. " +
      "Nothing happens if the configuration is wrong.",
    params: [],
    returns: { type: "boolean", doc: "Always true unless there is a fault" },
    faults: ["CANT_REREAD"],
    run: ({ control }) => {
      const outcome = control.restart();
      return outcome.ok ? true : cantReread(outcome.problems);
    },
  }),
  ...defineMethod({
    name: "supervisor.reloadConfig",
    doc:
      "Reads the configuration files again and tells which groups are new, changed or gone, as [[added, changed, " +
      "removed]]. Nothing that runs is touched: see addProcessGroup and removeProcessGroup.",
    params: [],
    returns: { type: "array", doc: "[[added, changed, removed]], each an array of names of groups" },
    faults: ["CANT_REREAD"],
    run: ({ control }) => {
      const reload = control.reload();
      return reload.ok ? [[reload.added, reload.changed, reload.removed]] : cantReread(reload.problems);
    },
  }),
  ...defineMethod({
    name: "supervisor.addProcessGroup",
    doc: "Activates a group of the configuration as it was last read, and starts what is to be started of it.",
    params: [looseText("name", "Name of the group")],
    returns: { type: "boolean", doc: "Always true unless there is a fault" },
    faults: ["ALREADY_ADDED", "BAD_NAME"],
    run: ({ control }, name) => {
      const outcome = control.addGroup(name);
      return outcome.ok ? true : new Fault(outcome.reason === "already-added" ? "ALREADY_ADDED" : "BAD_NAME", name);
    },
  }),
  ...defineMethod({
    name: "supervisor.removeProcessGroup",
    doc: "Removes a group whose processes have all stopped.",
    params: [looseText("name", "Name of the group")],
    returns: { type: "boolean", doc: "Always true unless there is a fault" },
    faults: ["BAD_NAME", "STILL_RUNNING"],
    run: ({ control }, name) => {
      const outcome = control.removeGroup(name);
      return outcome.ok ? true : new Fault(outcome.reason === "still-running" ? "STILL_RUNNING" : "BAD_NAME", name);
    },
  }),
  ...defineMethod({
    name: "supervisor.clearLog",
    doc: "Empties the daemon's own log.",
    params: [],
    returns: { type: "boolean", doc: "Always true unless there is a fault" },
    faults: ["NO_FILE", "FAILED"],
    run: ({ control: { log }, files }) => {
      if (log.path === undefined) return new Fault("NO_FILE");
      try {
        files.stat(log.path);
      } catch {
        return new Fault("NO_FILE");
      }
      try {
        log.clear();
      } catch (error) {
        return new Fault("FAILED", error instanceof Error ? error.message : String(error));
      }
      return true;
    },
  }),
  ...defineMethod({
    name: "supervisor.sendRemoteCommEvent",
    doc: "Sends a REMOTE_COMMUNICATION event to the event listeners that subscribe to it.",
    params: [looseText("type", "What stands in the event's type: header"), looseText("data", "Body of the event")],
    returns: { type: "boolean", doc: "Always true" },
    whileStopping: true,
    run: ({ onRemoteComm }, type, data) => {
      onRemoteComm(type, data);
      return true;
    },
  }),
];

function cantReread(problems: readonly Problem[]): Fault {
  return new Fault("CANT_REREAD", problems.map(formatProblem).join("\n"));
}
