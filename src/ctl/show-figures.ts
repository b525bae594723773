/** Figures as people read them. */

/** `0.2s`, `9s`, `4m 10s`, `3h 12m`, `5d 2h`. */
export function showSeconds(seconds: number): string {
  const total = Math.floor(Math.max(0, seconds));
  if (total < 10) return `${Number(Math.max(0, seconds).toFixed(seconds < 1 ? 2 : 1))}s`;
  if (total < 60) return `${total}s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return `${minutes}m ${total % 60}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours}h ${minutes % 60}m` : `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** `812 B`, `48.3 MB`: units of 1024. */
export function showBytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

const units = ["B", "KB", "MB", "GB", "TB"];
