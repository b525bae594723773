/** Output as records: who wrote it, line by line. */

/** Where a process writes. */
export type Channel = "stdout" | "stderr";
