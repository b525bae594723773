// Ignores SIGUSR1 through the port (unless argv[2] is "plain"), says "ready" and waits to be killed.
import { ignoreSignal } from "../../src/system/node-signals.ts";

if (process.argv[2] !== "plain") ignoreSignal("SIGUSR1");
process.stdout.write("ready\n");
setInterval(() => {}, 1_000_000);
