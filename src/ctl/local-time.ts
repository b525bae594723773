/** Moments as people read them, by the clock of where supervisorctl runs. */

/** `2026-11-21 02:09:05`. @param moment RFC 3339 text */
export function dateAndTime(moment: string): string {
  const date = new Date(moment);
  return `${dateOf(date)} ${timeOf(date)}`;
}

/** `at 02:09:05`, `on 2026-11-21 at 02:09:05` if that is not today. */
export function clockTime(moment: string): string {
  const date = new Date(moment);
  const time = `at ${timeOf(date)}`;
  return date.toDateString() === new Date().toDateString() ? time : `on ${dateOf(date)} ${time}`;
}

function dateOf(date: Date): string {
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

function timeOf(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(":");
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
