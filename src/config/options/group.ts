import { integer } from "../values/integer.ts";
import { list } from "../values/list.ts";
import type { OptionTable } from "./option.ts";

/** [group:x] */
export const groupOptions = {
  programs: {
    type: list,
    default: "",
    expansions: "daemon",
    doc: "Names of the programs (and FastCGI programs) that form the group, in the order in which they start. They no longer have a group of their own.",
    since: "3.0",
    change: "update",
    sample: "progname1,progname2",
  },
  priority: {
    type: integer,
    default: "999",
    expansions: "daemon",
    doc: "Groups with lower numbers start first and stop last.",
    since: "3.0",
    change: "update",
  },
} as const satisfies OptionTable;
