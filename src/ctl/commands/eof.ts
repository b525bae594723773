import type { Command } from "../command.ts";
import { exit } from "./exit.ts";

/** The word by which Supervisor's shell knows the end of its input; scripts pipe it in. */
export const eof: Command = { ...exit, name: "EOF", help: [] };
