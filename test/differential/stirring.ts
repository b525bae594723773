import type { Daemon } from "../helpers/daemon.ts";

const stirMs = 100;

/** Debian's supervisord takes the next of several steps after a second, or as soon as anything happens: so something does. */
export async function stirring<Result>(daemon: Daemon, wait: () => Promise<Result>): Promise<Result> {
  const timer = setInterval(() => {
    daemon.rpc("supervisor.getState").catch(() => {});
  }, stirMs);
  try {
    return await wait();
  } finally {
    clearInterval(timer);
  }
}
