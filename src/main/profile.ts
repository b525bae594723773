import type { Files } from "../system/system.ts";

/**
 * `--profile_options`: profiles this process with Node's own profiler.
 * @returns what ends the profile and writes it to `path`, for Chrome's developer tools and the like
 */
export async function startProfile(files: Pick<Files, "writeText">, path: string): Promise<() => Promise<void>> {
  const { Session } = process.getBuiltinModule("node:inspector/promises");
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.start");
  return async () => {
    const { profile } = await session.post("Profiler.stop");
    session.disconnect();
    files.writeText(path, JSON.stringify(profile));
  };
}
