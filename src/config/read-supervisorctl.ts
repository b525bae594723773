/** What supervisorctl needs of the file. It runs for every command, so nothing of programs is loaded or parsed here. */

import type { Files } from "../system/system.ts";
import type { FactoryConfig } from "./configuration.ts";
import { Expansions, environmentNames } from "./ini/expansions.ts";
import { emptyDocument } from "./ini/ini-document.ts";
import { ctlPluginOptions } from "./options/factory.ts";
import type { OptionValues } from "./options/option.ts";
import { supervisorctlOptions } from "./options/supervisorctl.ts";
import type { Problem } from "./problem.ts";
import { readFactories } from "./read-factories.ts";
import { addText, readMainFile } from "./read-main-file.ts";
import { readOptions } from "./read-options.ts";
import { Reading } from "./reading.ts";
import { expandUser } from "./values/path.ts";
import type { ValueLookups } from "./values/value-type.ts";

export interface SupervisorctlConfig extends OptionValues<typeof supervisorctlOptions> {
  /** "http://host:port", or "unix://" and an absolute path. */
  readonly serverurl: string;
  readonly plugins: readonly FactoryConfig[];
}

export interface SupervisorctlRequest {
  /** As it was given; relative to `cwd`. */
  readonly path: string;
  /** The text of the file, where it cannot be read again (a pipe, the standard input). */
  readonly text?: string | undefined;
  readonly files: Pick<Files, "readText" | "stat">;
  readonly users: ValueLookups["users"];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly hostName: string;
  /** Undefined: the current directory is gone. */
  readonly cwd: string | undefined;
  readonly effectiveUid: number;
}

export type SupervisorctlResult =
  | { readonly ok: true; readonly config: SupervisorctlConfig }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads [supervisorctl] and [ctlplugin:x] of the main file; included files play no part, as in Supervisor. */
export function readSupervisorctlConfig(request: SupervisorctlRequest): SupervisorctlResult {
  const reading = new Reading(request.path, emptyDocument(), {
    files: request.files,
    users: request.users,
    home: request.environment["HOME"],
    effectiveUid: request.effectiveUid,
    cwd: request.cwd,
  });
  const text = readMainFile(reading, request);
  if (text === undefined) return { ok: false, problems: reading.problems };
  addText(reading, text, request.path);
  const section = reading.document.sections.get("supervisorctl");
  if (section === undefined) {
    reading.addProblem({
      file: request.path,
      line: undefined,
      section: undefined,
      key: undefined,
      message: ".ini file does not include supervisorctl section",
      hint: "add a line [supervisorctl] and the serverurl below it",
    });
    return { ok: false, problems: reading.problems };
  }
  const expansions = new Expansions([["host_node_name", request.hostName], ...environmentNames(request.environment)]);
  const values = readOptions(reading, section, supervisorctlOptions, expansions);
  const plugins = readFactories(reading, "ctlplugin:", "supervisor.ctl_factory", ctlPluginOptions, expansions);
  if (values === undefined || reading.problems.length > 0) return { ok: false, problems: reading.problems };
  const { history_file } = values;
  return {
    ok: true,
    config: {
      ...values,
      serverurl: absoluteUrl(values.serverurl, reading),
      history_file: history_file === undefined ? undefined : expandUser(history_file, reading.lookups),
      plugins,
    },
  };
}

/** `unix://~/x.sock` is allowed. */
function absoluteUrl(url: string, reading: Reading): string {
  const scheme = "unix://";
  return url.startsWith(scheme) ? scheme + expandUser(url.slice(scheme.length), reading.lookups) : url;
}
