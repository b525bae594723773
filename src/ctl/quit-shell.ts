/** Thrown by the actions that leave the shell. */
export class QuitShell extends Error {}
