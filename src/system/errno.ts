import { constants } from "node:os";
import type { Errno } from "./system.ts";

/** Two names of one number: the first is the one that strerror and Supervisor's users know. */
const preferred: readonly Errno[] = ["EAGAIN", "EOPNOTSUPP", "EDEADLK"];

/** What exec and mounted file systems can answer on Linux beyond the numbers that Node knows. */
const linuxOnly: Readonly<Record<Errno, number>> = {
  ELIBACC: 79,
  ELIBBAD: 80,
  ELIBSCN: 81,
  ELIBMAX: 82,
  ELIBEXEC: 83,
  EUSERS: 87,
  ESHUTDOWN: 108,
  EHOSTDOWN: 112,
  EUCLEAN: 117,
  EREMOTEIO: 121,
  ENOMEDIUM: 123,
  EMEDIUMTYPE: 124,
  ENOKEY: 126,
  EKEYEXPIRED: 127,
  EKEYREVOKED: 128,
  EKEYREJECTED: 129,
  ERFKILL: 132,
  EHWPOISON: 133,
};

const names = new Map<number, Errno>();
for (const [name, number] of Object.entries(constants.errno)) {
  if (!names.has(number) || preferred.includes(name)) names.set(number, name);
}
if (process.platform === "linux") {
  for (const [name, number] of Object.entries(linuxOnly)) {
    if (!names.has(number)) names.set(number, name);
  }
}

/** The name of an errno ("ENOENT"); a number without one becomes "errno 999". */
export function errnoName(number: number): Errno {
  return names.get(number) ?? `errno ${number}`;
}

/** For calls that answer with 0 or an errno. */
export function outcome(number: number): Errno | undefined {
  return number === 0 ? undefined : errnoName(number);
}
