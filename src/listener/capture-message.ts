import { captureBegin, captureEnd } from "../events/capture.ts";

/**
 * A message for event listeners, to be written to standard output or error by a program with `stdout_capture_maxbytes` or
 * `stderr_capture_maxbytes`: it becomes a PROCESS_COMMUNICATION event.
 *
 *     process.stdout.write(captureMessage("cache is warm"));
 */
export function captureMessage(text: string): string {
  return `${captureBegin}${text}${captureEnd}`;
}
