const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * A date and time in local time, worked out once a second at most: every offset from UTC, daylight saving included,
 * is a whole number of seconds, so a text is right for its whole second.
 */
export class TimeText {
  readonly #format: (date: Date) => string;
  #second = Number.NaN;
  #text = "";

  constructor(format: (date: Date) => string) {
    this.#format = format;
  }

  /** The text for a time in milliseconds since the epoch, and the milliseconds that it leaves out. */
  at(time: number): { readonly text: string; readonly ms: number } {
    const wallMs = Math.floor(time);
    const second = Math.floor(wallMs / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = this.#format(new Date(second * 1_000));
    }
    return { text: this.#text, ms: wallMs - second * 1_000 };
  }
}

/** `2026-11-21 02:22:41`, as the activity log has it before its milliseconds. */
export function activityTime(date: Date): string {
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${clockTime(date)}`;
}

/** `Nov  1 02:22:41`, as syslog(3) puts it (RFC 3164). */
export function syslogTime(date: Date): string {
  return `${months[date.getMonth()]} ${String(date.getDate()).padStart(2, " ")} ${clockTime(date)}`;
}

function clockTime(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
