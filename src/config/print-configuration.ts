import type { Configuration } from "./configuration.ts";
import { findEntry, type IniDocument, type IniSection } from "./ini/ini-document.ts";
import {
  groupTexts,
  logTargetText,
  masked,
  maskUrls,
  maskVariables,
  type OptionTexts,
  octalText,
  processTexts,
  serverTexts,
} from "./option-texts.ts";
import type { ConfigurationResult } from "./read-configuration.ts";
import type { SupervisordOverrides } from "./read-supervisord.ts";
import { isSecretName } from "./values/secret-name.ts";

/** A value and where it comes from: "file:line", "command line" or "default". */
interface Printed {
  readonly value: unknown;
  readonly origin: string;
}

/**
 * The effective configuration as JSON: every option with its value and origin, to be shown to others: passwords, the
 * values of environment variables, credentials in URLs and options of plugins whose names speak of secrets are masked.
 */
export function printConfiguration(
  { configuration, document, sources }: Extract<ConfigurationResult, { ok: true }>,
  overrides: SupervisordOverrides,
): string {
  const section = (name: string) => document.sections.get(name);
  const printed = {
    files: configuration.files,
    supervisord: withOrigins(document, section("supervisord"), supervisordTexts(configuration), overrides),
    servers: configuration.servers.map((server) => ({
      section: server.section,
      options: withOrigins(document, section(server.section), serverTexts(server)),
    })),
    rpcinterfaces: configuration.rpcInterfaces.map(({ name, factory, options }) => ({
      section: `rpcinterface:${name}`,
      options: withOrigins(document, section(`rpcinterface:${name}`), {
        "supervisor.rpcinterface_factory": factory,
        ...Object.fromEntries(Object.entries(options).map(([key, value]) => [key, isSecretName(key) ? masked : value])),
      }),
    })),
    groups: configuration.groups.map((group) => ({
      name: group.name,
      section: sources.get(group)?.name,
      options: withOrigins(document, sources.get(group), groupTexts(group)),
      processes: group.processes.map((process) => ({
        name: process.name,
        section: sources.get(process)?.name,
        options: withOrigins(document, sources.get(process), processTexts(process)),
      })),
    })),
  };
  return `${JSON.stringify(printed, null, 2)}\n`;
}

function supervisordTexts({ supervisord }: Configuration): OptionTexts {
  const { logfile, umask, directory, user, environment, ...plain } = supervisord;
  return {
    logfile: logTargetText(logfile),
    ...plain,
    umask: octalText(umask),
    directory: directory ?? null,
    user: user?.name ?? null,
    environment: maskVariables(environment),
  };
}

function withOrigins(
  document: IniDocument,
  section: IniSection | undefined,
  texts: OptionTexts,
  overrides: object = {},
): Record<string, Printed> {
  const pairs = Object.entries(texts).map(([key, text]): [string, Printed] => {
    const value = typeof text === "string" ? maskUrls(text) : text;
    if (Object.hasOwn(overrides, key)) return [key, { value, origin: "command line" }];
    const entry = section === undefined ? undefined : findEntry(document, section, key);
    return [key, { value, origin: entry === undefined ? "default" : `${entry.file}:${entry.line}` }];
  });
  return Object.fromEntries(pairs);
}
