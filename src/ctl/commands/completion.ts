import type { Command } from "../command.ts";
import { fullNames, groupNames, processNames } from "../complete-line.ts";
import { completionScript, type ShellName } from "../completion-script.ts";
import { exitStatus } from "../exit-status.ts";
import { printHelp } from "../print-help.ts";
import type { Session } from "../session.ts";

export const completion: Command = {
  name: "completion",
  summary: "Print a completion script for bash, zsh or fish",
  help: [
    "completion bash|zsh|fish\tPrint a script that completes actions and names in that shell",
    "Ex:",
    "source <(supervisorctl completion bash)",
  ],
  operands: "shell-name",
  addedHere: true,
  async run(session, [what, kind]) {
    if (isShellName(what)) {
      session.terminal.write(completionScript(what, session.commands));
    } else if (what === "names") {
      await printNames(session, kind);
    } else {
      session.print(`Error: completion requires bash, zsh or fish`);
      printHelp(session, completion);
      session.exitStatus = exitStatus.invalidArguments;
    }
  },
};

/** For the scripts: the names that a running supervisord knows. Says nothing where there is none. */
async function printNames(session: Session, kind: string | undefined): Promise<void> {
  try {
    const processes = await session.client.getAllProcessInfo({ timeoutMs: patienceMs });
    const names =
      kind === "groups" ? groupNames(processes) : new Set([...processNames(processes, ""), ...fullNames(processes)]);
    for (const name of names) session.print(name);
  } catch {
    session.exitStatus = exitStatus.generic;
  }
}

const patienceMs = 2_000;

function isShellName(text: string | undefined): text is ShellName {
  return text === "bash" || text === "zsh" || text === "fish";
}
