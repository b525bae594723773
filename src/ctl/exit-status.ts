/** Exit statuses of supervisorctl: those of the LSB for init scripts. */
export const exitStatus = {
  ok: 0,
  generic: 1,
  invalidArguments: 2,
  unimplementedFeature: 3,
  insufficientPrivileges: 4,
  notInstalled: 5,
  notRunning: 7,
  /** 128 and the number of SIGINT, as shells count. */
  interrupted: 130,
} as const;

/** `status` has its own: the LSB gives its numbers another meaning there. */
export const statusExitStatus = {
  notRunning: 3,
  unknown: 4,
} as const;
