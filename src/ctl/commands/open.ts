import { checkServer } from "../check-server.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { status } from "./status.ts";

export const open: Command = {
  name: "open",
  summary: "Turn to another supervisord",
  help: [
    "open <url>\tConnect to a remote supervisord process.",
    "\t\t(for UNIX domain socket, use unix:///socket/path)",
  ],
  operands: "url",
  async run(session, operands) {
    const url = operands.join(" ");
    if (!/^(http|unix):/.test(url)) {
      session.print("ERROR: url must be http:// or unix://");
      session.exitStatus = exitStatus.generic;
      return;
    }
    session.open(url);
    const before = session.exitStatus;
    if (await checkServer(session)) await status.run(session, []);
    session.exitStatus = before;
  },
};
