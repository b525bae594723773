import type { Scenario } from "../ctl-scenario.ts";

export const withoutNamespace: Scenario = {
  title: "a server without the supervisor namespace",
  programs: "[program:cat]\ncommand=/bin/cat\n",
  rpcInterface: false,
  steps: [
    "status",
    "status cat",
    "start cat",
    "start",
    "pid",
    "version",
    "tail cat",
    "maintail",
    "clear all",
    "fg cat",
    "reread",
    "update",
    "add x",
    "avail",
    "reload",
    "shutdown",
  ].map((run) => ({ run })),
};
