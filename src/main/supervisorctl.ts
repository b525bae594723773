/** supervisorctl: the composition root of the control program. It runs for every command, so it loads little. */
import { hostname } from "node:os";
import { formatProblem } from "../config/problem.ts";
import { readSupervisorctlConfig, type SupervisorctlConfig } from "../config/read-supervisorctl.ts";
import { findConfigurationFile } from "../config/search-path.ts";
import type { Command } from "../ctl/command.ts";
import { commandTable } from "../ctl/command-table.ts";
import { type MakeCommands, pluginCommands } from "../ctl/ctl-plugin.ts";
import { readHistory, writeHistory } from "../ctl/history-file.ts";
import { ProcessTerminal } from "../ctl/process-terminal.ts";
import { QuitShell } from "../ctl/quit-shell.ts";
import { runWords } from "../ctl/run-line.ts";
import { Session } from "../ctl/session.ts";
import { runShell } from "../ctl/shell.ts";
import type { UrlOrigin } from "../ctl/url-origin.ts";
import { usage } from "../ctl/usage.ts";
import { nodeFiles } from "../system/node-files.ts";
import { nodeUsers } from "../system/node-users.ts";
import { version } from "../version.ts";
import { cannotGoOn } from "./cannot-go-on.ts";
import { configurationText, isFile } from "./configuration-text.ts";
import { currentDirectory } from "./current-directory.ts";
import { readLaunched } from "./launched.ts";
import { exportLoader } from "./load-export.ts";
import { endWithStandardOutput, standardOutputWritten } from "./standard-output.ts";
import { parseSupervisorctlArguments, type SupervisorctlCommand } from "./supervisorctl-arguments.ts";
import { usageError } from "./usage-error.ts";

const programName = process.argv[1] ?? "supervisorctl";
const { environment } = readLaunched(process.env);

/** Usage and configuration errors. */
const refusedStatus = 2;

/** Stands for the file where there is none: every option has its default. */
const nothingWritten = "[supervisorctl]\n";

endWithStandardOutput("supervisorctl");

void main()
  .catch((error: unknown) => {
    process.stderr.write(`Error: ${cannotGoOn(error, "supervisorctl")}\n`);
    return 1;
  })
  .then(async (status) => {
    await standardOutputWritten();
    process.exit(status);
  });

async function main(): Promise<number> {
  const command = parseSupervisorctlArguments(process.argv.slice(2));
  if (command.kind === "help") {
    process.stdout.write(usage(programName));
    return 0;
  }
  if (command.kind === "version") {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  if (command.kind === "refused") return refuse([command.message]);
  const read = readConfiguration(command.options.get("configuration"));
  if (!read.ok) return refuse(read.messages);
  return await run(command, read.config, read.path);
}

type ReadResult =
  | { readonly ok: true; readonly config: SupervisorctlConfig; readonly path: string | undefined }
  | { readonly ok: false; readonly messages: readonly string[] };

function readConfiguration(given: string | undefined): ReadResult {
  const path = given ?? findConfigurationFile(programName, isFile);
  const result = readSupervisorctlConfig({
    path: path ?? "",
    text: path === undefined ? nothingWritten : configurationText(path),
    files: nodeFiles,
    users: nodeUsers,
    environment,
    hostName: hostname(),
    cwd: currentDirectory(),
    effectiveUid: process.geteuid?.() ?? 0,
  });
  if (result.ok) return { ok: true, config: result.config, path };
  return { ok: false, messages: result.problems.map(formatProblem) };
}

async function run(
  { options, words }: SupervisorctlCommand & { kind: "run" },
  config: SupervisorctlConfig,
  path: string | undefined,
): Promise<number> {
  const commands: Command[] = [...commandTable];
  for (const { name, factory, source, options: own } of config.plugins) {
    try {
      const make = exportLoader(path ?? "")(factory) as unknown as MakeCommands;
      commands.push(...pluginCommands(name, await make(own), new Set(commands.map((command) => command.name))));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `${factory} cannot be resolved within [ctlplugin:${name}]: ${reason}`;
      const place = { ...source, section: `ctlplugin:${name}`, key: "supervisor.ctl_factory" };
      return refuse([formatProblem({ ...place, message, hint: undefined })]);
    }
  }
  const historyFile = options.get("history-file") ?? config.history_file;
  const username = options.get("username") ?? config.username;
  const isShell = words.join("").trim() === "" || options.has("interactive");
  const session = new Session({
    terminal: new ProcessTerminal(process, environment),
    commands,
    serverUrl: options.get("serverurl") ?? config.serverurl,
    urlOrigin: urlOrigin(options.has("serverurl"), path),
    credentials:
      username === undefined ? undefined : { username, password: options.get("password") ?? config.password ?? "" },
    interactive: isShell,
    history: isShell && historyFile !== undefined ? readHistory(nodeFiles, historyFile) : [],
  });
  try {
    await runWords(session, words);
  } catch (error) {
    if (error instanceof QuitShell) return session.exitStatus;
    throw error;
  }
  if (!isShell) return session.exitStatus;
  await runShell(session, config.prompt);
  if (historyFile !== undefined) {
    const reason = writeHistory(nodeFiles, historyFile, (await session.lines()).history);
    if (reason !== undefined) process.stderr.write(`supervisorctl: cannot write the history file: ${reason}\n`);
  }
  await session.close();
  // As with Supervisor, what went wrong in the shell is between it and its user.
  return 0;
}

function urlOrigin(isOption: boolean, path: string | undefined): UrlOrigin {
  if (isOption) return { kind: "option" };
  return path === undefined ? { kind: "default" } : { kind: "configuration", path };
}

function refuse(messages: readonly string[]): number {
  process.stderr.write(usageError(messages, programName));
  return refusedStatus;
}
