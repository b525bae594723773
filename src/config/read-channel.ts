import type { ChannelConfig } from "./configuration.ts";
import type { IniSection } from "./ini/ini-document.ts";
import type { Reading } from "./reading.ts";
import type { LogTarget } from "./values/log-target.ts";

/** A channel's options as they are written; the word syslog may stand for a file. */
export type WrittenChannel = Omit<ChannelConfig, "logfile"> & { readonly logfile: LogTarget };

export function readChannel(
  reading: Reading,
  section: IniSection,
  channel: "stdout" | "stderr",
  { logfile, ...others }: WrittenChannel,
): ChannelConfig {
  const key = `${channel}_logfile`;
  const warn = (message: string) => reading.warnOfKey("log-option", section, key, message, message);
  if (logfile.kind === "syslog") {
    warn(
      `For [${section.name}], ${key}=syslog but this is deprecated and will be removed.  Use ${channel}_syslog=true to enable syslog instead.`,
    );
    return { ...others, logfile: { kind: "none" }, syslog: true };
  }
  if (logfile.kind === "auto" && others.logfile_maxbytes === 0) {
    warn(
      `For [${section.name}], AUTO logging used for ${key} without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally`,
    );
  }
  return { ...others, logfile };
}

/** With redirect_stderr the standard error has no log of its own. */
export function redirectedChannel(reading: Reading, section: IniSection, written: WrittenChannel): ChannelConfig {
  const { logfile } = written;
  if (logfile.kind === "syslog") return readChannel(reading, section, "stderr", written);
  if (logfile.kind === "file") {
    const message = `For [${section.name}], redirect_stderr=true but stderr_logfile has also been set to a filename, the filename has been ignored`;
    reading.warnOfKey("log-option", section, "stderr_logfile", message, message);
  }
  return { ...written, logfile: { kind: "none" } };
}
