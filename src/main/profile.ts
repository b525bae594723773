import { writeFileSync } from "node:fs";

/**
 * `--profile_options`: profiles this process with Node's own profiler.
 * @returns what ends the profile and writes it to `path`, for Chrome's developer tools and the like
 */
export async function startProfile(path: string): Promise<() => Promise<void>> {
  const { Session } = await import("node:inspector/promises");
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.start");
  return async () => {
    const { profile } = await session.post("Profiler.stop");
    session.disconnect();
    writeFileSync(path, JSON.stringify(profile));
  };
}
