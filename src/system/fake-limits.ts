import type { Errno, Limits, ResourceLimit } from "./system.ts";

/** Resource limits with the kernel's rules: the soft one below the hard one, and only root raises the hard one. */
export class FakeLimits implements Limits {
  privileged = true;
  readonly current: Record<"nofile" | "nproc", ResourceLimit> = {
    nofile: { soft: 1_024, hard: 524_288 },
    nproc: { soft: 30_000, hard: 30_000 },
  };

  get(resource: "nofile" | "nproc"): ResourceLimit {
    return this.current[resource];
  }

  set(resource: "nofile" | "nproc", limit: ResourceLimit): Errno | undefined {
    if (limit.soft > limit.hard) return "EINVAL";
    if (!this.privileged && limit.hard > this.current[resource].hard) return "EPERM";
    this.current[resource] = limit;
    return undefined;
  }
}
