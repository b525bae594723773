/** What the tests of this folder share: a dispatcher over a daemon in memory. */

import { FakeControl } from "../control/fake-control.ts";
import { FakeSystem } from "../system/fake-system.ts";
import { TimeSlices } from "../system/time-slices.ts";
import { LongText } from "../xmlrpc/long-text.ts";
import { PreparedStruct } from "../xmlrpc/prepared-struct.ts";
import type { ResultValue } from "../xmlrpc/result-value.ts";
import type { XmlRpcValue } from "../xmlrpc/value.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Fault } from "./faults.ts";
import { supervisorMethods } from "./supervisor-methods.ts";

/** Who calls in tests. */
export const somebody = { server: "unix_http_server", user: undefined, address: undefined };

export class RpcFixture {
  readonly system = new FakeSystem();
  readonly control = new FakeControl();
  readonly dispatcher = new Dispatcher(supervisorMethods, {
    control: this.control,
    clock: this.system.clock,
    files: this.system.files,
    // Turns of the loop are real, so that long calls end without being driven.
    slices: new TimeSlices({ monotonicMs: () => this.system.clock.monotonicMs(), soon: setImmediate }),
    version: "5.0.0",
  });

  /** A result as it is, logs in it as text, a fault as "code text". */
  async call(name: string, ...params: XmlRpcValue[]): Promise<unknown> {
    const result = await this.dispatcher.call(somebody, name.includes(".") ? name : `supervisor.${name}`, params);
    return result instanceof Fault ? `${result.code} ${result.text}` : withText(result);
  }
}

function withText(value: ResultValue): unknown {
  if (value instanceof LongText) return value.toString();
  if (value instanceof PreparedStruct) return value.struct;
  return Array.isArray(value) ? value.map(withText) : value;
}

/** Whether a promise has settled once everything that is due has run. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.then(
    () => {
      settled = true;
    },
    () => {
      settled = true;
    },
  );
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  return settled;
}
