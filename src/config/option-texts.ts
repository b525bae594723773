import type { ChannelConfig, GroupConfig, ProcessConfig, ServerConfig } from "./configuration.ts";
import type { LogTarget } from "./values/log-target.ts";

/** Effective values by the names of their options, as JSON can hold them: octal and paths as they would be written. */
export type OptionTexts = Readonly<Record<string, unknown>>;

export function logTargetText(target: LogTarget): string {
  return target.kind === "file" ? target.path : target.kind.toUpperCase();
}

export function octalText(value: number | undefined): string | null {
  return value === undefined ? null : value.toString(8).padStart(3, "0");
}

/** The options of [program:x] for one process. */
export function processTexts(process: ProcessConfig): OptionTexts {
  const { name, stdout, stderr, user, umask, directory, serverurl, environment, socket, ...plain } = process;
  return {
    process_name: name,
    ...withNulls(plain),
    directory: directory ?? null,
    user: user?.name ?? null,
    umask: octalText(umask),
    serverurl: serverurl ?? "AUTO",
    environment: maskVariables(environment),
    ...channelTexts("stdout", stdout),
    ...channelTexts("stderr", stderr),
    ...(socket === undefined ? {} : { socket: socket.url }),
  };
}

function channelTexts(name: "stdout" | "stderr", channel: ChannelConfig): OptionTexts {
  const { logfile, ...rest } = channel;
  const pairs = Object.entries({ logfile: logTargetText(logfile), ...rest });
  return Object.fromEntries(pairs.map(([key, value]) => [`${name}_${key}`, value]));
}

/** What a group has beside its processes. */
export function groupTexts(group: GroupConfig): OptionTexts {
  const { priority } = group;
  switch (group.kind) {
    case "program":
      return { priority };
    case "eventlistener": {
      const { kind: _kind, name: _name, processes: _processes, ...own } = group;
      return { priority, ...withNulls(own) };
    }
    case "fcgi-program": {
      const { socket } = group;
      const unix = socket.kind === "unix" ? { socket_mode: octalText(socket.mode), socket_owner: socket.owner } : {};
      return { priority, socket: socket.url, socket_backlog: socket.backlog ?? null, ...unix };
    }
  }
}

export function serverTexts(server: ServerConfig): OptionTexts {
  const { section: _section, credentials, ...own } = server;
  const login = { username: credentials?.username ?? null, password: credentials === undefined ? null : masked };
  if (own.kind === "inet") {
    const { kind: _kind, host, port, ...others } = own;
    const shownHost = host.includes(":") ? `[${host}]` : host || "*";
    return { port: `${shownHost}:${port}`, ...login, ...withNulls(others) };
  }
  const { kind: _kind, file, chmod, chown, ...others } = own;
  return { file, chmod: octalText(chmod), chown, ...login, ...withNulls(others) };
}

/** JSON has no undefined. */
function withNulls(values: object): OptionTexts {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? null]));
}

/** Stands for a secret. */
export const masked = "***";

/** Variables are where secrets stand, and no name tells which: `DATABASE_URL`, `COOKIE`. */
export function maskVariables(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.keys(variables).map((name) => [name, masked]));
}

/** The same text with the credentials of its URLs masked: `http://***@host`. */
export function maskUrls(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/]+@/gi, `$1${masked}@`);
}
