import type { Clock, Files } from "../system/system.ts";
import type { TimeSlices } from "../system/time-slices.ts";
import type { Control } from "./control.ts";
import { Refusal } from "./refusal.ts";

/** Who asks. */
export interface Principal {
  /** Section of the server that was asked, e.g. "inet_http_server". */
  readonly server: string;
  /** Name that was proved by a password; undefined where the server asks for none. */
  readonly user: string | undefined;
  /** Where from; undefined for a unix socket. */
  readonly address: string | undefined;
}

/** What use cases work with: somebody who asks, and what is needed to do it. */
export interface Caller {
  readonly principal: Principal;
  readonly control: Control;
  readonly clock: Pick<Clock, "after">;
  readonly files: Pick<Files, "stat" | "openRead" | "read" | "close">;
  /** For work that can be long. */
  readonly slices: TimeSlices;
}

/** Changes something, if this caller may now. Every use case that changes anything does it here, and nowhere else. */
export function change<Outcome extends NonNullable<unknown>>(caller: Caller, act: () => Outcome): Outcome | Refusal {
  return refuse(caller) ?? act();
}

function refuse({ control }: Caller): Refusal | undefined {
  return control.mood === "RUNNING" ? undefined : new Refusal("SHUTDOWN_STATE");
}
