import { isFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { firstBytes, followLogs, mainLogPath } from "../follow-logs.ts";
import { printHelp } from "../print-help.ts";
import type { Session } from "../session.ts";
import { parseTailFlag } from "../tail-flag.ts";

export const maintail: Command = {
  name: "maintail",
  summary: "Show the end of supervisord's activity log, or follow it with -f",
  help: [
    "maintail -f \tContinuous tail of supervisor main log file (Ctrl-C to exit)",
    "maintail -100\tlast 100 *bytes* of supervisord main log file",
    "maintail\tlast 1600 *bytes* of supervisor main log file",
    "",
  ],
  operands: "none",
  flags: [{ name: "-f", summary: "Go on with what is written later, until Ctrl-C" }],
  checksServer: true,
  async run(session, operands) {
    const [first] = operands;
    if (operands.length > 1) {
      session.print("Error: too many arguments");
      printHelp(session, maintail);
      session.exitStatus = exitStatus.generic;
      return;
    }
    const flag = first === undefined ? 1600 : parseTailFlag(first);
    if (flag === undefined) {
      session.print(`Error: bad argument ${first}`);
      session.exitStatus = exitStatus.generic;
    } else if (flag === "follow") {
      await followLogs(session, [
        {
          label: "supervisord",
          path: mainLogPath,
          isCut: () => isLong(session),
          open: (signal) => session.client.followMainLog({ signal }),
        },
      ]);
    } else {
      await printEnd(session, flag);
    }
  },
};

async function isLong(session: Session): Promise<boolean> {
  return Buffer.byteLength(await session.client.readLog(-firstBytes - 1, 0)) > firstBytes;
}

async function printEnd(session: Session, bytes: number): Promise<void> {
  try {
    session.printLog(await session.client.readLog(-bytes, 0));
  } catch (error) {
    if (isFault(error, "NO_FILE")) session.print("supervisord: ERROR (no log file)");
    else if (isFault(error, "FAILED")) session.print("supervisord: ERROR (unknown error reading log)");
    else throw error;
    session.exitStatus = exitStatus.generic;
  }
}
