import type { ChannelConfig, GroupConfig, ProcessConfig } from "../config/configuration.ts";
import type { XmlRpcStruct } from "../xmlrpc/value.ts";

/**
 * The struct of getAllConfigInfo for one process. Names and order of its members are a contract; what is not set is the
 * string "none".
 * @param inUse whether the group is active
 */
export function configInfo(group: GroupConfig, process: ProcessConfig, inUse: boolean): XmlRpcStruct {
  return {
    autostart: process.autostart,
    autorestart: process.autorestart,
    directory: process.directory ?? "none",
    uid: process.user?.uid ?? "none",
    command: process.command,
    exitcodes: process.exitcodes,
    group: group.name,
    group_prio: group.priority,
    inuse: inUse,
    killasgroup: process.killasgroup,
    name: process.name,
    process_prio: process.priority,
    redirect_stderr: process.redirect_stderr,
    startretries: process.startretries,
    startsecs: process.startsecs,
    ...channelInfo("stdout", process.stdout),
    stopsignal: process.stopsignal,
    stopwaitsecs: process.stopwaitsecs,
    ...channelInfo("stderr", process.stderr),
    serverurl: process.serverurl ?? "none",
  };
}

function channelInfo(channel: "stdout" | "stderr", config: ChannelConfig): XmlRpcStruct {
  return {
    [`${channel}_capture_maxbytes`]: config.capture_maxbytes,
    [`${channel}_events_enabled`]: config.events_enabled,
    [`${channel}_logfile`]: config.logfile.kind === "file" ? config.logfile.path : config.logfile.kind,
    [`${channel}_logfile_backups`]: config.logfile_backups,
    [`${channel}_logfile_maxbytes`]: config.logfile_maxbytes,
    [`${channel}_syslog`]: config.syslog,
  };
}
