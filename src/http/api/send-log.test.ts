import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import { test } from "node:test";
import type { ServerConfig } from "../../config/configuration.ts";
import { FakeSystem } from "../../system/fake-system.ts";
import { Exchange } from "../exchange.ts";
import { sendLog } from "./send-log.ts";

/** A reader that takes everything at once: its response is drained before the loop turns, as over a fast network. */
class EagerResponse extends EventEmitter {
  sent = 0;
  destroyed = false;
  closed = false;
  writableEnded = false;
  readonly headers = new Map<string, unknown>();

  setHeader(name: string, value: unknown): void {
    this.headers.set(name, value);
  }

  write(bytes: Uint8Array): boolean {
    this.sent += bytes.length;
    process.nextTick(() => this.emit("drain"));
    return false;
  }

  end(): void {
    this.writableEnded = true;
    this.close();
  }

  close(): void {
    this.closed = true;
    this.destroyed = true;
    this.emit("close");
  }
}

function sending(bytes: number) {
  const system = new FakeSystem();
  system.files.put("/log", Buffer.alloc(bytes, "x"));
  const response = new EagerResponse();
  const exchange = new Exchange(
    { method: "GET", url: "/", socket: {} } as IncomingMessage,
    response as never,
    {} as ServerConfig,
  );
  const send = (): void => sendLog(exchange, system, { path: "/log", offset: 0, length: undefined, keepAs: undefined });
  return { system, response, send };
}

test("nothing is left open for a reader who was gone before", async () => {
  const { system, response, send } = sending(1_000_000);
  response.close();
  send();
  await turn();
  system.clock.settle();
  assert.equal(system.descriptors.count, 3);
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a long log is not sent in one turn of the loop, however fast its reader is", async () => {
  const { system, response, send } = sending(10_000_000);
  send();
  await turn();
  assert.ok(response.sent <= 1 << 17, `${response.sent} bytes before anybody else had a turn`);
  while (!response.writableEnded) {
    system.clock.settle();
    await turn();
  }
  assert.equal(response.sent, 10_000_000);
  assert.equal(system.descriptors.count, 3);
});
