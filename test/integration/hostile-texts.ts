/** Every parameter of every method of a real daemon, called with long texts that somebody might hope to get through. */
import assert from "node:assert/strict";
import { SupervisorClient } from "../../src/client/supervisor-client.ts";
import { SupervisorFault } from "../../src/client/supervisor-fault.ts";
import { supervisorMethods } from "../../src/rpc/supervisor-methods.ts";
import { describeMethods } from "../../src/rpc/system-methods.ts";
import type { XmlRpcValue } from "../../src/xmlrpc/value.ts";
import { Daemon } from "../helpers/daemon.ts";

/** Each repeated to 100 kB. */
export const hostileUnits = ["a", ":", "*", "%s", "\u0001", "../", "$(x)", "日", "<", "&#x"] as const;

const harmless = { string: "cat", int: 0, double: 0, boolean: false, array: [], struct: {} } as const;

/** Fails unless each call is a fault, or an answer where any text is allowed. Returns the number of faults. */
export async function callWithHostileTexts({ textsForEach }: { readonly textsForEach: number }): Promise<number> {
  await using daemon = new Daemon({ programs: "[program:cat]\ncommand=/bin/cat\n" });
  await daemon.start();
  await daemon.untilState("cat", "RUNNING");
  const client = new SupervisorClient(`unix://${daemon.socket}`);
  const inMulticall = (text: string): XmlRpcValue => [{ methodName: text, params: [text, { [text]: text }] }];
  let faults = 0;
  let turn = 0;
  const ofItself = describeMethods({ methods: () => new Map(), multicall: async () => [] });
  for (const { name, params } of [...supervisorMethods, ...ofItself]) {
    // It takes any text, and tells it to listeners.
    const takesAnything = name.endsWith(".sendRemoteCommEvent") || name.endsWith(".sendProcessStdin");
    for (const [place, param] of params.entries()) {
      for (let count = 0; count < textsForEach; count++) {
        const unit = hostileUnits[turn++ % hostileUnits.length] ?? "";
        const text = unit.repeat(100_000 / unit.length);
        const args: XmlRpcValue[] = params.map(({ type }, index) => (index === place ? text : harmless[type]));
        if (name === "system.multicall") args[place] = inMulticall(text);
        const outcome = await client.call(name, args).then(
          () => "answer",
          (error: unknown) => error,
        );
        if (outcome instanceof SupervisorFault) faults++;
        else {
          const allowed =
            takesAnything ||
            param.type === "boolean" ||
            name === "system.multicall" ||
            /^supervisor\.signal(All|Process).*/.test(name);
          assert.ok(outcome === "answer" && allowed, `${name} ${param.name} ${unit}: ${outcome}`);
        }
      }
    }
  }
  client.close();
  assert.match(await daemon.rpc("supervisor.getState"), /RUNNING/);
  return faults;
}
