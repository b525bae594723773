/** Where the bytes of a log end up; open from the moment it exists. */
export interface Sink {
  /** Never throws, never waits. Copies what it must keep. */
  write(chunk: Uint8Array): void;
  /** Goes on in what has the name now (SIGUSR2, external logrotate). Never throws. */
  reopen(): void;
  /**
   * Goes on in the file that has the name now if it is another one, for a new run of the program; a stream stays as it
   * is. Throws ErrnoException, and stays as it is.
   */
  renew(): void;
  /** Deletes the file and starts an empty one; does nothing for what is no regular file. Throws ErrnoException. */
  clear(): void;
  /** Idempotent. */
  close(): void;
}

/**
 * Called with true when a sink is so far behind its reader that the writer had better pause (again with each chunk that
 * comes nevertheless), and with false when it may go on. A reader that stands still does not pause its writers for good:
 * after a while they go on, and bytes are dropped.
 */
export type PressureListener = (pause: boolean) => void;
