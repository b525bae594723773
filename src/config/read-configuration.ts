/** From configuration files to the effective configuration: every fault is found before anything is refused. */
import { defaultResultHandler, standardInterface } from "./built-in-entry-points.ts";
import type { Configuration, Notice } from "./configuration.ts";
import { Expansions, environmentNames } from "./ini/expansions.ts";
import { emptyDocument, type IniDocument } from "./ini/ini-document.ts";
import { rpcInterfaceOptions } from "./options/factory.ts";
import type { Problem } from "./problem.ts";
import { readFactories } from "./read-factories.ts";
import { type ReadableFiles, readFiles } from "./read-files.ts";
import { type ConfigSources, readGroups } from "./read-groups.ts";
import { readServers } from "./read-servers.ts";
import { environmentOf, readSupervisord, type SupervisordOverrides } from "./read-supervisord.ts";
import { Reading } from "./reading.ts";
import { noteUnknownOptions } from "./unknown-options.ts";
import type { ValueLookups } from "./values/value-type.ts";

export interface ConfigurationRequest {
  /** The main file, as it was given; relative to `cwd`. */
  readonly path: string;
  /** The text of the main file, where it cannot be read again (a pipe, the standard input). */
  readonly text?: string | undefined;
  readonly files: ReadableFiles;
  readonly users: ValueLookups["users"];
  /** The daemon's own environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For %(host_node_name)s. */
  readonly hostName: string;
  /** Absolute directory in which the daemon was started, for relative paths, also on later calls; undefined: it is gone. */
  readonly cwd: string | undefined;
  readonly effectiveUid: number;
  /** Where automatic log files go without childlogdir. */
  readonly temporaryDirectory: string;
  /** What the command line says. */
  readonly overrides?: SupervisordOverrides;
  /**
   * Why a factory or result handler, named as module:export, cannot be used; undefined if it can. Relative files have
   * been made absolute. Default: nothing but the built-in ones can.
   */
  readonly refuseEntryPoint?: (name: string) => string | undefined;
}

export type ConfigurationResult =
  | {
      readonly ok: true;
      readonly configuration: Configuration;
      /** What was read, for messages that name lines. */
      readonly document: IniDocument;
      /** The section of each group and each process. */
      readonly sources: ConfigSources;
    }
  | {
      readonly ok: false;
      /** At least one, in the order in which they stand in the files. */
      readonly problems: readonly Problem[];
      /** As far as it could be read. */
      readonly document: IniDocument;
      readonly notices: readonly Notice[];
    };

/** Reads and validates everything. Never throws; touches nothing but `files` and `users`. */
export function readConfiguration(request: ConfigurationRequest): ConfigurationResult {
  const reading = new Reading(request.path, emptyDocument(), {
    files: request.files,
    users: request.users,
    home: request.environment["HOME"],
    effectiveUid: request.effectiveUid,
    cwd: request.cwd,
  });
  const fileNames = new Expansions([["host_node_name", request.hostName], ...environmentNames(request.environment)]);
  const { document } = reading;
  const files = readFiles(reading, request, fileNames);
  if (files === undefined) return { ok: false, problems: reading.problems, document, notices: [] };

  const supervisord = readSupervisord(reading, fileNames, request.overrides ?? {}, request.temporaryDirectory);
  const environment =
    supervisord?.environment ?? environmentOf(reading.document.sections.get("supervisord"), reading, fileNames);
  const expansions = fileNames.with(environmentNames(environment));

  const servers = readServers(reading, expansions);
  const { refuseEntryPoint: refuse = () => "no such module" } = request;
  const rpcInterfaces = readRpcInterfaces(reading, expansions, refuse);
  const sources: ConfigSources = new Map();
  const groups = readGroups(
    {
      reading,
      expansions,
      environment,
      refuseHandler: (name) => (name === defaultResultHandler ? undefined : refuse(name)),
    },
    sources,
  );
  noteUnknownOptions(reading);

  const { notices } = reading;
  if (supervisord === undefined || reading.problems.length > 0) {
    return { ok: false, problems: inFileOrder(reading.problems, files), document, notices };
  }
  const configuration = { path: request.path, files, supervisord, servers, groups, rpcInterfaces, notices };
  return { ok: true, configuration, document, sources };
}

function readRpcInterfaces(reading: Reading, expansions: Expansions, refuse: (name: string) => string | undefined) {
  const key = "supervisor.rpcinterface_factory";
  const interfaces = readFactories(reading, "rpcinterface:", key, rpcInterfaceOptions, expansions);
  for (const { name, factory } of interfaces) {
    const section = reading.document.sections.get(`rpcinterface:${name}`);
    if (section === undefined || factory === standardInterface) continue;
    const refusal = refuse(factory);
    if (refusal === undefined) continue;
    const message = `${factory} cannot be resolved within [rpcinterface:${name}]: ${refusal}`;
    const hint =
      "name a JavaScript file or package, as in ./plugin.js:makeInterface; modules of Python cannot be loaded";
    reading.refuseKey(section, key, message, hint);
  }
  return interfaces;
}

/** As a reader of the files meets them; what belongs to no line comes first. */
function inFileOrder(problems: readonly Problem[], files: readonly string[]): Problem[] {
  const place = ({ file }: Problem) => (file === undefined ? -1 : files.indexOf(file));
  return [...problems].sort((a, b) => place(a) - place(b) || (a.line ?? 0) - (b.line ?? 0));
}
