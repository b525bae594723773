import { text } from "../values/text.ts";
import type { OptionTable } from "./option.ts";

/** [rpcinterface:x]; every other option goes to the factory as it is written. */
export const rpcInterfaceOptions = {
  "supervisor.rpcinterface_factory": {
    type: text,
    required: (section) => `section [${section}] does not specify a supervisor.rpcinterface_factory`,
    emptyIsMissing: true,
    expansions: "daemon",
    doc: "What makes the interface. Without [rpcinterface:supervisor] there are no methods but those of system; the page and the JSON API do not need it.",
    since: "3.0",
    change: "reload",
    sample: "supervisor.rpcinterface:make_main_rpcinterface",
  },
} as const satisfies OptionTable;

/** [ctlplugin:x]; every other option goes to the factory as it is written. */
export const ctlPluginOptions = {
  "supervisor.ctl_factory": {
    type: text,
    required: (section) => `section [${section}] does not specify a supervisor.ctl_factory`,
    emptyIsMissing: true,
    expansions: "file",
    doc: "What makes further commands of supervisorctl.",
    since: "3.0",
    change: "command",
    sample: "module:make_plugin",
  },
} as const satisfies OptionTable;
