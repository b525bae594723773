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
  if (logfile.kind === "syslog") {
    reading.addNotice(
      "warn",
      `For [${section.name}], ${channel}_logfile=syslog but this is deprecated and will be removed.  Use ${channel}_syslog=true to enable syslog instead.`,
    );
    return { ...others, logfile: { kind: "none" }, syslog: true };
  }
  if (logfile.kind === "auto" && others.logfile_maxbytes === 0) {
    reading.addNotice(
      "warn",
      `For [${section.name}], AUTO logging used for ${channel}_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally`,
    );
  }
  return { ...others, logfile };
}

/** With redirect_stderr the standard error has no log of its own. */
export function redirectedChannel(reading: Reading, section: IniSection, written: WrittenChannel): ChannelConfig {
  const { logfile } = written;
  if (logfile.kind === "syslog") return readChannel(reading, section, "stderr", written);
  if (logfile.kind === "file") {
    reading.addNotice(
      "warn",
      `For [${section.name}], redirect_stderr=true but stderr_logfile has also been set to a filename, the filename has been ignored`,
    );
  }
  return { ...written, logfile: { kind: "none" } };
}
