/** 128 and the number of SIGPIPE, as shells count. */
const brokenPipeStatus = 141;

/**
 * Ends the program when its standard output cannot be written: quietly when nobody reads any more, as for any program
 * in a pipe, else with the reason and status 1.
 */
export function endWithStandardOutput(program: string): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(brokenPipeStatus);
    process.stderr.write(`${program}: cannot write to standard output: ${error.message}\n`);
    process.exit(1);
  });
  process.stderr.on("error", () => {});
}

/**
 * Waits until readers have taken what was written: a pipe takes 64 KiB, what is more waits in this process. Waits
 * forever when standard output fails; `endWithStandardOutput` has ended the program then.
 */
export async function standardOutputWritten(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => {
      stream.write("", (error) => {
        if (!error || stream === process.stderr) resolve();
      });
    });
  }
}
