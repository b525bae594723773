import { type Caller, change } from "./caller.ts";
import type { ControlledProcess } from "./control.ts";
import { nameOf } from "./find.ts";
import { Refusal } from "./refusal.ts";

/**
 * Writes to the standard input of a process: all of it, or nothing.
 * @param name as the client named it; stands in the refusals
 */
export function writeStdin(
  caller: Caller,
  process: ControlledProcess,
  bytes: Uint8Array,
  name: string = nameOf(process),
): "done" | Refusal {
  return change(caller, () => {
    switch (process.writeStdin(bytes)) {
      case "ok":
        return "done";
      case "not-running":
        return new Refusal("NOT_RUNNING", name);
      case "closed":
        return new Refusal("NO_FILE", name);
      case "full":
        return new Refusal("FAILED", `${name} does not read its standard input, nothing was written`);
    }
  });
}
