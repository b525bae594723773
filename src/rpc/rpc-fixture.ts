/** What the tests of this folder share: a dispatcher over a daemon in memory. */
import { FakeSystem } from "../system/fake-system.ts";
import type { XmlRpcValue } from "../xmlrpc/value.ts";
import { Dispatcher } from "./dispatcher.ts";
import { FakeControl } from "./fake-control.ts";
import { Fault } from "./faults.ts";
import { supervisorMethods } from "./supervisor-methods.ts";

export class RpcFixture {
  readonly system = new FakeSystem();
  readonly control = new FakeControl();
  readonly comms: string[] = [];
  readonly dispatcher = new Dispatcher(supervisorMethods, {
    control: this.control,
    clock: this.system.clock,
    files: this.system.files,
    version: "5.0.0",
    onRemoteComm: (type, data) => this.comms.push(`${type}=${data}`),
  });

  /** A result as it is, a fault as "code text". */
  async call(name: string, ...params: XmlRpcValue[]): Promise<unknown> {
    const result = await this.dispatcher.call(name.includes(".") ? name : `supervisor.${name}`, params);
    return result instanceof Fault ? `${result.code} ${result.text}` : result;
  }
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
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  return settled;
}
