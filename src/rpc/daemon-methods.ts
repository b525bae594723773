/** The daemon itself: its end, its configuration, its groups, its log. */
import { addGroup, removeGroup, reread, restartDaemon, sendRemoteCommEvent, shutDown } from "../control/daemon.ts";
import { clearDaemonLog } from "../control/logs.ts";
import { Refusal } from "../control/refusal.ts";
import { defineMethod, type Method, trueUnlessRefused } from "./method.ts";
import { looseText } from "./params.ts";

export const daemonMethods: readonly Method[] = [
  ...defineMethod({
    name: "supervisor.shutdown",
    doc: "Stops all processes and ends the daemon. Answers before that happens.",
    params: [],
    returns: { type: "boolean", doc: "Always true unless there is a fault" },
    run: (caller) => trueUnlessRefused(shutDown(caller)),
  }),
  ...defineMethod({
    name: "supervisor.restart",
    doc:
      "Stops all processes and starts the daemon afresh, configuration included. Answers before that happens. " +
      "Nothing happens if the configuration is wrong.",
    params: [],
    returns: { type: "boolean", doc: "Always true unless there is a fault" },
    faults: ["CANT_REREAD"],
    run: (caller) => trueUnlessRefused(restartDaemon(caller)),
  }),
  ...defineMethod({
    name: "supervisor.reloadConfig",
    doc:
      "Reads the configuration files again and tells which groups are new, changed or gone, as [[added, changed, " +
      "removed]]. Nothing that runs is touched: see addProcessGroup and removeProcessGroup.",
    params: [],
    returns: { type: "array", doc: "[[added, changed, removed]], each an array of names of groups" },
    faults: ["CANT_REREAD"],
    run: (caller) => {
      const changes = reread(caller);
      return changes instanceof Refusal ? changes : [[changes.added, changes.changed, changes.removed]];
    },
  }),
  ...defineMethod({
    name: "supervisor.addProcessGroup",
    doc: "Activates a group of the configuration as it was last read, and starts what is to be started of it.",
    params: [looseText("name", "Name of the group")],
    returns: { type: "boolean", doc: "Always true unless there is a fault" },
    faults: ["ALREADY_ADDED", "BAD_NAME"],
    run: (caller, name) => trueUnlessRefused(addGroup(caller, name)),
  }),
  ...defineMethod({
    name: "supervisor.removeProcessGroup",
    doc: "Removes a group whose processes have all stopped.",
    params: [looseText("name", "Name of the group")],
    returns: { type: "boolean", doc: "Always true unless there is a fault" },
    faults: ["BAD_NAME", "STILL_RUNNING"],
    run: (caller, name) => trueUnlessRefused(removeGroup(caller, name)),
  }),
  ...defineMethod({
    name: "supervisor.clearLog",
    doc: "Empties the daemon's own log.",
    params: [],
    returns: { type: "boolean", doc: "Always true unless there is a fault" },
    faults: ["NO_FILE", "FAILED"],
    run: (caller) => trueUnlessRefused(clearDaemonLog(caller)),
  }),
  ...defineMethod({
    name: "supervisor.sendRemoteCommEvent",
    doc: "Sends a REMOTE_COMMUNICATION event to the event listeners that subscribe to it.",
    params: [looseText("type", "What stands in the event's type: header"), looseText("data", "Body of the event")],
    returns: { type: "boolean", doc: "Always true" },
    whileStopping: true,
    run: (caller, type, data) => trueUnlessRefused(sendRemoteCommEvent(caller, type, data)),
  }),
];
