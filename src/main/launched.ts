/** What the launcher in bin/ hands over: Node shall not act on variables that are meant for programs, yet those get them. */

/** The soft limit of open files, a line end, the environment (NAME=VALUE, each ended by a NUL) in Base64. */
const launchVariable = "SUPERVISOR_TS_LAUNCH";
/** Before the name of each variable that Node would act on; for systems without /proc. */
const asidePrefix = "SUPERVISOR_TS_ASIDE_";
const ownPrefix = "SUPERVISOR_TS_";

export interface Launched {
  /** The environment that this command was started with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Open files that it was allowed, before Node raised that; undefined without a launcher. */
  readonly softOpenFiles: number | undefined;
}

/** @param env this process' own environment, as the launcher has left it; stays as it is */
export function readLaunched(env: Readonly<Record<string, string | undefined>>): Launched {
  const [limit = "", encoded = ""] = (env[launchVariable] ?? "").split("\n");
  const softOpenFiles =
    limit === "unlimited" ? Number.POSITIVE_INFINITY : /^\d+$/.test(limit) ? Number(limit) : undefined;
  return { environment: encoded === "" ? withoutOurs(env) : decode(encoded), softOpenFiles };
}

function decode(encoded: string): Record<string, string> {
  const environment: Record<string, string> = Object.create(null);
  for (const entry of Buffer.from(encoded, "base64").toString("utf8").split("\0")) {
    const equals = entry.indexOf("=", 1);
    // Of a name that stands there twice, getenv(3) finds the first.
    if (equals > 0) environment[entry.slice(0, equals)] ??= entry.slice(equals + 1);
  }
  return environment;
}

function withoutOurs(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const environment: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    if (name.startsWith(asidePrefix)) environment[name.slice(asidePrefix.length)] = value;
    else if (!name.startsWith(ownPrefix)) environment[name] = value;
  }
  return environment;
}
