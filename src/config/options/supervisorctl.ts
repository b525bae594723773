import { text } from "../values/text.ts";
import type { OptionTable } from "./option.ts";

/** [supervisorctl] */
export const supervisorctlOptions = {
  serverurl: {
    type: text,
    default: "http://localhost:9001",
    expansions: "file",
    doc: "Address of the server to talk to: http://host:port or unix:///path/of/socket.",
    since: "3.0",
    change: "command",
    sample: "unix:///tmp/supervisor.sock",
  },
  username: {
    type: text,
    expansions: "file",
    doc: "Name to give to the server; the same as username there.",
    since: "3.0",
    change: "command",
    sample: "chris",
  },
  password: {
    type: text,
    expansions: "file",
    doc: "Password to give to the server, in clear text.",
    since: "3.0",
    change: "command",
    secret: true,
    sample: "123",
  },
  prompt: {
    type: text,
    default: "supervisor",
    expansions: "file",
    doc: "Prompt of the interactive shell.",
    since: "3.0",
    change: "command",
  },
  history_file: {
    type: text,
    expansions: "file",
    doc: "File in which the interactive shell keeps its history.",
    since: "3.0a5",
    change: "command",
    sample: "~/.sc_history",
  },
} as const satisfies OptionTable;
