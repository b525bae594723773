/**
 * What `import type ... from "supervisor-ts/plugin"` gives: the types of what plugins export and get. There is nothing to
 * run; docs/plugins.md tells how plugins are written and configured.
 */

export type { Control, ControlledGroup, ControlledProcess } from "../control/control.ts";
export type { MakeCommands, PluginCommand, PluginContext } from "../ctl/ctl-plugin.ts";
export type { SupervisorEvent } from "../events/event.ts";
export type { FaultName } from "../rpc/faults.ts";
export type { MakeInterface, PluginLife, PluginMethod, PluginParam } from "../rpc/rpc-plugin.ts";
export type { ResultHandler } from "../supervisor/result-handler.ts";
export type { XmlRpcValue } from "../xmlrpc/value.ts";
