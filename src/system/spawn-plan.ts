/**
 * A spawn as the addon takes it: one block of records, each a letter, a value and a NUL. What a record means stands in
 * native/spawn.c, where it is read; a new property of a child is a new letter here, there, and in `SpawnRequest`.
 */
import type { SpawnRequest } from "./system.ts";

/** Undefined for words that the kernel could not take: a NUL would silently cut them short. */
export function encodeSpawnPlan(request: SpawnRequest): Uint8Array | undefined {
  const { file, argv, env, stdio, cwd, umask, openFiles, credentials, leader } = request;
  const records = [`f${file}`];
  for (const word of argv) records.push(`a${word}`);
  for (const name in env) records.push(`e${name}=${env[name]}`);
  for (const [target, fd] of stdio.entries()) records.push(`${target}${fd}`);
  if (cwd !== undefined) records.push(`d${cwd}`);
  if (umask !== undefined) records.push(`m${umask}`);
  if (openFiles !== undefined) records.push(`n${Number.isFinite(openFiles) ? openFiles : ""}`);
  if (leader === "session") records.push("s");
  if (credentials !== undefined) {
    records.push(`u${credentials.uid}`, `g${credentials.gid}`);
    for (const group of credentials.groups) records.push(`G${group}`);
  }
  if (records.some((record) => record.includes("\0"))) return undefined;
  return Buffer.from(`${records.join("\0")}\0`);
}
