/** `minfds=` and `minprocs=`: raises the daemon's own limits, and says what its children get. */
import type { Notice } from "../config/configuration.ts";
import type { Limits } from "../system/system.ts";

export type LimitsResult =
  | {
      readonly ok: true;
      readonly notices: readonly Notice[];
      /** The soft limit of open files for programs; undefined: the daemon's own. */
      readonly programOpenFiles: number | undefined;
    }
  | { readonly ok: false; readonly reason: string };

const resources = [
  { resource: "nofile", name: "RLIMIT_NOFILE", option: "minfds", what: "open files", ulimit: "-n" },
  { resource: "nproc", name: "RLIMIT_NPROC", option: "minprocs", what: "processes", ulimit: "-u" },
] as const;

/**
 * Raises each soft limit that is lower than asked, and the hard one where that is allowed.
 * @param softOpenFiles what supervisord was started with, before Node raised it
 */
export function raiseLimits(
  limits: Limits,
  minimum: { readonly minfds: number; readonly minprocs: number },
  softOpenFiles: number | undefined,
): LimitsResult {
  const notices: Notice[] = [];
  for (const { resource, name, option, what, ulimit } of resources) {
    const wanted = minimum[option];
    const { soft, hard } = limits.get(resource);
    const given = resource === "nofile" ? (softOpenFiles ?? soft) : soft;
    if (given >= wanted) continue;
    const errno = soft >= wanted ? undefined : limits.set(resource, { soft: wanted, hard: Math.max(hard, wanted) });
    if (errno !== undefined) {
      return {
        ok: false,
        reason:
          `${option}=${wanted} asks for at least ${wanted} ${what}, but the limit ${name} of this environment stands at ` +
          `${soft} (hard limit ${hard}) and could not be raised (${errno}). ` +
          `Raise it before starting supervisord (ulimit ${ulimit} ${wanted}, or its service manager's setting), ` +
          `or write ${option}=${Math.min(hard, soft)} or less in [supervisord].`,
      };
    }
    notices.push({ level: "info", message: `Increased ${name} limit to ${wanted}` });
  }
  const programOpenFiles = softOpenFiles === undefined ? undefined : Math.max(softOpenFiles, minimum.minfds);
  return { ok: true, notices, programOpenFiles };
}
