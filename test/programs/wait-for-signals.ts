// Ignores SIGUSR1 through the port (unless argv[2] is "plain") and answers each line with "here" until it is killed.
import { ignoreSignal } from "../../src/system/node-signals.ts";

if (process.argv[2] !== "plain") ignoreSignal("SIGUSR1");
process.stdin.on("data", () => process.stdout.write("here\n"));
