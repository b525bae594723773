/**
 * Which links lead to files that this process may make, write or read as its own. Pure: `own-files.ts` asks.
 *
 * What users put into directories of theirs may not get more out of the rights of this process than they have themselves.
 * Nothing is refused where only root and the user of this process can write, nor what the owner of a link could have
 * done without it.
 */

/** Bits of `st_mode`. */
const typeMask = 0o170000;
const characterDevice = 0o020000;
const othersMayWrite = 0o002;
const groupOrOthersMayWrite = 0o022;

/** Owner and mode (with the bits of the type) of an entry of a directory. */
export interface Owned {
  readonly uid: number;
  readonly mode: number;
}

/** Users who can do what this process can. */
export function isTrusted(uid: number, effectiveUid: number): boolean {
  return uid === 0 || uid === effectiveUid;
}

/**
 * Whether a symbolic link that belongs to somebody who is not trusted may be followed: to what is his own, to what stands in a directory of
 * his own (he could put anything there), or to a device that all may write, as /dev/null.
 * @param target undefined: there is nothing yet
 */
export function mayFollow(linkUid: number, target: Owned | undefined, directory: Owned): boolean {
  if (target?.uid === linkUid || directory.uid === linkUid) return true;
  if (target === undefined) return false;
  return (target.mode & typeMask) === characterDevice && (target.mode & othersMayWrite) !== 0;
}

/**
 * Whether a regular file that has more names than the one in `directory` may be used. Where the kernel lets users link only
 * to what they may write anyway (Linux: fs.protected_hardlinks), always. Elsewhere not if somebody who is not trusted may
 * have made the name, unless the file is his own.
 */
export function mayUseHardLink(file: Owned, directory: Owned, effectiveUid: number, kernelProtects: boolean): boolean {
  if (kernelProtects) return true;
  const isOwnersOnly = (directory.mode & groupOrOthersMayWrite) === 0;
  if (isOwnersOnly && isTrusted(directory.uid, effectiveUid)) return true;
  return isOwnersOnly && file.uid === directory.uid;
}
