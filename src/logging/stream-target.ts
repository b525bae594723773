/**
 * The descriptor that a log file's path stands for: `/dev/stdout`, `/dev/stderr`, `/dev/fd/N`, `/proc/self/fd/N`;
 * undefined for every other path. Decided by name, since what stands behind it may well be a regular file.
 */
export function descriptorOf(path: string): number | undefined {
  if (path === "/dev/stdout") return 1;
  if (path === "/dev/stderr") return 2;
  const digits = /^\/(?:dev|proc\/self)\/fd\/(\d{1,9})$/.exec(path)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
