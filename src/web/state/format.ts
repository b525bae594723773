/** Figures as people read them. */

/** `9s`, `4m 10s`, `3h 12m`, `5d 2h`. */
export function duration(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  if (total < 60) return `${total}s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return `${minutes}m ${total % 60}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${minutes % 60}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

const units = ["B", "KB", "MB", "GB", "TB"];

/** `812 B`, `48.3 MB`: units of 1024. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `0.3%`, `42%`, `187%`. */
export function percent(value: number): string {
  return `${value >= 10 ? Math.round(value) : value.toFixed(1)}%`;
}

/** `21 Nov, 02:09`; with the year if it is not this one. */
export function dateTime(text: string, now = new Date()): string {
  return written(text, now, {});
}

/** `21 Nov, 02:09:05`. */
export function dateTimeSeconds(text: string, now = new Date()): string {
  return written(text, now, { second: "2-digit" });
}

/** `4.2s` for what is short, else as `duration`. */
export function exactDuration(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(seconds < 1 ? 2 : 1)}s` : duration(seconds);
}

function written(text: string, now: Date, more: Intl.DateTimeFormatOptions): string {
  const date = new Date(text);
  const year = date.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  const format = {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...year,
    ...more,
  } as const;
  return date.toLocaleString("en-GB", format);
}

/** `02:09:05.123`, on the clock of who looks. */
export function clockTime(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, "0");
  const seconds = `${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
  return `${two(date.getHours())}:${two(date.getMinutes())}:${seconds}`;
}

/** `1 process`, `3 processes`. */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
