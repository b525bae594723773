import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { describe, it } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { addressKey, type Connection, Connections } from "./connections.ts";

/** As much of a socket as `Connections` knows. */
class FakeSocket extends EventEmitter {
  readonly remoteAddress: string | undefined;
  destroyed = false;

  constructor(remoteAddress: string | undefined) {
    super();
    this.remoteAddress = remoteAddress;
  }

  destroy(): void {
    this.destroyed = true;
    setImmediate(() => this.emit("close"));
  }
}

const limits = { total: 6, perAddress: 3, firstRequestMs: 60_000, idleMs: 600_000 };

function fixture() {
  const system = new FakeSystem();
  const connections = new Connections(system.clock, limits);
  const sockets = new Map<Connection, FakeSocket>();
  return {
    system,
    connections,
    isOpen: (connection: Connection) => sockets.get(connection)?.destroyed === false,
    /** A connection that has brought nothing yet; undefined: it was refused. */
    connect(address?: string): Connection | undefined {
      const socket = new FakeSocket(address);
      connections.add(socket as unknown as Socket);
      const connection = connections.get(socket as unknown as Socket);
      assert.equal(socket.destroyed, connection === undefined);
      if (connection !== undefined) sockets.set(connection, socket);
      return connection;
    },
    /** One whose request is being answered. */
    busy(address?: string): Connection {
      const connection = this.connect(address);
      assert.ok(connection);
      connection.begin();
      connection.trust(true);
      return connection;
    },
    /** One whose requests have all been answered. */
    idle(address?: string): Connection {
      const connection = this.busy(address);
      connection.rest();
      return connection;
    },
    new(address?: string): Connection {
      const connection = this.connect(address);
      assert.ok(connection);
      return connection;
    },
  };
}

describe("a full server", () => {
  it("lets the oldest go that has not brought its first request", () => {
    const f = fixture();
    const all = [f.idle(), f.busy(), f.new(), f.new(), f.idle(), f.busy()];
    f.system.advance(2000);
    f.new();
    assert.deepEqual(all.map(f.isOpen), [true, true, false, true, true, true]);
    f.idle();
    assert.deepEqual(all.map(f.isOpen), [true, true, false, false, true, true]);
  });

  it("then the one that has been idle for longest", () => {
    const f = fixture();
    const all = [f.idle(), f.idle(), f.busy(), f.busy(), f.busy(), f.busy()];
    f.system.advance(1000);
    all[0]?.begin();
    all[0]?.rest();
    f.busy();
    assert.deepEqual(all.map(f.isOpen), [true, false, true, true, true, true]);
  });

  it("has patience with one that has only just come, while there is one that is idle", () => {
    const f = fixture();
    const all = [f.new(), f.new(), f.idle(), f.busy(), f.busy(), f.busy()];
    f.system.advance(1999);
    f.busy();
    assert.deepEqual(all.map(f.isOpen), [true, true, false, true, true, true]);
    f.busy();
    assert.deepEqual(all.map(f.isOpen), [false, true, false, true, true, true]);
  });

  it("holds no more than it may, however many come at once", () => {
    const f = fixture();
    const all = Array.from({ length: 20 }, () => f.new());
    assert.equal(f.connections.size, 6);
    assert.equal(all.filter(f.isOpen).length, 6);
  });

  it("refuses a new one only while all are being answered", () => {
    const f = fixture();
    const all = Array.from({ length: 6 }, () => f.busy());
    assert.equal(f.connect(), undefined);
    all[3]?.rest();
    assert.ok(f.connect());
    assert.deepEqual(all.map(f.isOpen), [true, true, true, false, true, true]);
  });
});

describe("an address", () => {
  it("has its share, and makes room for itself by its own connections", () => {
    const f = fixture();
    const others = [f.new("10.0.0.2"), f.idle("10.0.0.2")];
    const own = [f.new("10.0.0.1"), f.idle("10.0.0.1"), f.busy("10.0.0.1")];
    f.system.advance(2000);
    f.busy("10.0.0.1");
    f.busy("10.0.0.1");
    assert.equal(f.connect("10.0.0.1"), undefined);
    assert.deepEqual(own.map(f.isOpen), [false, false, true]);
    assert.deepEqual(others.map(f.isOpen), [true, true]);
  });

  it("is the network of an IPv6 host, and of IPv4 the same in either form; a unix socket has none", () => {
    assert.equal(addressKey("::ffff:10.0.0.1"), "10.0.0.1");
    assert.equal(addressKey("10.0.0.1"), "10.0.0.1");
    const one = addressKey("2001:db8:1:2::1");
    assert.equal(addressKey("2001:db8:1:2:ffff:ffff:ffff:ffff"), one);
    assert.equal(addressKey("2001:0db8:0001:0002:0::5"), one);
    assert.notEqual(addressKey("2001:db8:1:3::1"), one);
    assert.notEqual(addressKey("2001:db8::1"), one);
    assert.equal(addressKey("fe80::1%eth0"), addressKey("fe80::2%eth1"));
    assert.equal(addressKey("::1"), addressKey("::2"));
    assert.equal(addressKey(undefined), undefined);
    const f = fixture();
    for (let count = 0; count < 6; count++) f.busy(undefined);
    assert.equal(f.connections.size, 6);
  });
});

describe("time", () => {
  it("ends who brings no first request, and who is idle for long, but nobody who is answered", () => {
    const f = fixture();
    const all = [f.new(), f.idle(), f.busy()];
    f.system.advance(59_999);
    assert.deepEqual(all.map(f.isOpen), [true, true, true]);
    f.system.advance(1);
    assert.deepEqual(all.map(f.isOpen), [false, true, true]);
    f.system.advance(500_000);
    all[1]?.begin();
    f.system.advance(10_000_000);
    assert.deepEqual(all.map(f.isOpen), [false, true, true]);
    all[1]?.rest();
    f.system.advance(599_999);
    assert.deepEqual(all.map(f.isOpen), [false, true, true]);
    f.system.advance(1);
    assert.deepEqual(all.map(f.isOpen), [false, false, true]);
  });

  it("leaves nothing behind of a connection that ends while it is answered", async () => {
    const f = fixture();
    const connection = f.busy();
    connection.end();
    await new Promise((resolve) => setImmediate(resolve));
    connection.rest();
    assert.equal(f.connections.size, 0);
    assert.equal(f.system.clock.pendingTimers, 0);
  });
});
