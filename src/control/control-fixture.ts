/** What the tests of this folder share: somebody who asks a daemon in memory. */
import { FakeSystem } from "../system/fake-system.ts";
import { TimeSlices } from "../system/time-slices.ts";
import type { Caller } from "./caller.ts";
import { FakeControl } from "./fake-control.ts";
import type { Ending, Progress } from "./progress.ts";
import { Refusal } from "./refusal.ts";

export class ControlFixture {
  readonly system = new FakeSystem();
  readonly control = new FakeControl();
  readonly caller: Caller = {
    principal: { server: "unix_http_server", user: undefined, address: undefined },
    control: this.control,
    clock: this.system.clock,
    files: this.system.files,
    slices: new TimeSlices(this.system.clock),
  };
}

/** How something fares so far: its ending, a refusal as its text, or that it is waited for. */
export async function standing(progress: Progress): Promise<string> {
  const undecided = new Promise<"waiting">((resolve) => setImmediate(() => resolve("waiting")));
  const ending: Ending | "waiting" = await Promise.race([progress, undecided]);
  return ending instanceof Refusal ? ending.text : ending;
}
