/** Every kind of section that a file may have, in the order in which documentation shows them. */
import { eventListenerSectionOptions } from "./event-listener.ts";
import { ctlPluginOptions, rpcInterfaceOptions } from "./factory.ts";
import { fcgiProgramSectionOptions } from "./fcgi-program.ts";
import { groupOptions } from "./group.ts";
import { includeOptions } from "./include.ts";
import type { OptionTable } from "./option.ts";
import { programSectionOptions } from "./program.ts";
import { inetServerOptions, unixServerOptions } from "./server.ts";
import { supervisorctlOptions } from "./supervisorctl.ts";
import { supervisordOptions } from "./supervisord.ts";

export interface SectionKind {
  /** The name, or what stands before the colon of it. */
  readonly name: string;
  /**
   * - "fixed": the name alone;
   * - "named": `name:x`;
   * - "prefix": anything that begins with the name (several servers of a kind).
   */
  readonly naming: "fixed" | "named" | "prefix";
  readonly options: OptionTable;
  /** Options that the table does not know are passed on. */
  readonly open?: true;
  readonly doc: string;
}

export const sectionKinds: readonly SectionKind[] = [
  {
    name: "unix_http_server",
    naming: "prefix",
    options: unixServerOptions,
    doc: "A server on a unix socket, for supervisorctl and other clients on this machine. [unix_http_server:x] adds another one.",
  },
  {
    name: "inet_http_server",
    naming: "prefix",
    options: inetServerOptions,
    doc: "A server on a TCP port, for browsers and for clients elsewhere. [inet_http_server:x] adds another one.",
  },
  {
    name: "supervisord",
    naming: "fixed",
    options: supervisordOptions,
    doc: "Settings of supervisord itself. The section must be there, even if it is empty.",
  },
  {
    name: "rpcinterface",
    naming: "named",
    options: rpcInterfaceOptions,
    open: true,
    doc: "A set of methods that clients can call. [rpcinterface:supervisor] is needed for supervisorctl to work.",
  },
  {
    name: "supervisorctl",
    naming: "fixed",
    options: supervisorctlOptions,
    doc: "Settings of supervisorctl. The section must be there where supervisorctl uses the file.",
  },
  {
    name: "ctlplugin",
    naming: "named",
    options: ctlPluginOptions,
    open: true,
    doc: "Further commands of supervisorctl.",
  },
  {
    name: "program",
    naming: "named",
    options: programSectionOptions,
    doc: "A program to run. The name stands after the colon; it must not contain a space, a colon or a slash.",
  },
  {
    name: "eventlistener",
    naming: "named",
    options: eventListenerSectionOptions,
    doc: "A program that is told of events: what a program may have, and a few more options.",
  },
  {
    name: "fcgi-program",
    naming: "named",
    options: fcgiProgramSectionOptions,
    doc: "FastCGI processes that share one socket: what a program may have, and a few more options.",
  },
  {
    name: "group",
    naming: "named",
    options: groupOptions,
    doc: "Programs that are started and stopped together, as one group.",
  },
  { name: "include", naming: "fixed", options: includeOptions, doc: "Further configuration files to read." },
];

/** The kind of a section, by its name; undefined for a section that nothing reads. */
export function sectionKindOf(name: string): SectionKind | undefined {
  return sectionKinds.find((kind) => {
    if (kind.naming === "fixed") return name === kind.name;
    return name.startsWith(kind.naming === "named" ? `${kind.name}:` : kind.name);
  });
}
