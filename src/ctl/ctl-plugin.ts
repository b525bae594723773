/**
 * Commands of users: `[ctlplugin:x]` with `supervisor.ctl_factory = ./plugin.js:makeCommands`. They stand in `help` in a block of their own
 * and are completed like all others.
 */
import type { SupervisorClient } from "../client/supervisor-client.ts";
import type { Command } from "./command.ts";
import type { Operands } from "./command-info.ts";

/**
 * What `supervisor.ctl_factory` names.
 * @param options the other options of the section, as they are written
 */
export type MakeCommands = (
  options: Readonly<Record<string, string>>,
) => readonly PluginCommand[] | Promise<readonly PluginCommand[]>;

/** One command of a `[ctlplugin:x]`. */
export interface PluginCommand {
  readonly name: string;
  /** In one line without a full stop. */
  readonly summary: string;
  /** Lines of `help NAME`; default: the name and the summary. */
  readonly help?: readonly string[];
  /** What can be completed after the name; default nothing. */
  readonly operands?: Operands;
  run(context: PluginContext, operands: readonly string[]): Promise<void> | void;
}

/** What a command of a plugin works with. */
export interface PluginContext {
  /** Connected to the server of this session. */
  readonly client: SupervisorClient;
  readonly print: (line: string) => void;
  /** 0 unless something went wrong. */
  readonly setExitStatus: (status: number) => void;
}

/** The commands of the plugin `plugin`. Throws an Error that says what is wrong with them. */
export function pluginCommands(plugin: string, made: unknown, taken: ReadonlySet<string>): readonly Command[] {
  if (!Array.isArray(made)) throw new Error("the factory did not return an array of commands");
  return (made as readonly PluginCommand[]).map((command) => {
    const { name, summary, help = [`${name}\t\t${summary}`], operands = "none" } = command;
    // The shell ends an action's name at the first other character, so "a-b" could never be typed.
    if (typeof name !== "string" || !/^[a-z][a-z0-9_]*$/.test(name))
      throw new Error(`bad command name ${String(name)}`);
    if (taken.has(name)) throw new Error(`there is a command ${name} already`);
    if (typeof summary !== "string" || typeof command.run !== "function")
      throw new Error(`command ${name} needs summary and run`);
    return {
      name,
      summary,
      help,
      operands,
      plugin,
      run: (session, words) =>
        command.run(
          {
            client: session.client,
            print: (line) => session.print(line),
            setExitStatus: (status) => {
              session.exitStatus = status;
            },
          },
          words,
        ),
    };
  });
}
