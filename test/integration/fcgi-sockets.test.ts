/** Listening sockets of the real system, without a daemon. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { fstatSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { nodeSystem } from "../../src/system/node-system.ts";
import { freePort } from "../helpers/free-port.ts";

const { sockets, processes } = nodeSystem;
const directory = mkdtempSync(join(tmpdir(), "supervisor-sockets-"));
after(() => rmSync(directory, { recursive: true }));

const open: number[] = [];
after(() => {
  for (const fd of open) processes.closeDescriptor(fd);
});

function keep(fd: number): number {
  open.push(fd);
  return fd;
}

describe("unix sockets", () => {
  test("have their mode whatever the umask, and leave the umask alone", () => {
    const before = process.umask(0o077);
    try {
      for (const mode of [0o700, 0o777, 0o660, 0]) {
        const path = join(directory, `mode-${mode}.sock`);
        keep(sockets.listenUnix(path, { mode, owner: undefined }, undefined));
        assert.equal(statSync(path).mode & 0o777, mode);
      }
      assert.equal(process.umask(), 0o077);
    } finally {
      process.umask(before);
    }
  });

  test("get their owner", { skip: process.getuid?.() === 0 ? false : "only root can give files away" }, () => {
    const path = join(directory, "owner.sock");
    keep(sockets.listenUnix(path, { mode: 0o600, owner: { uid: 65_534, gid: 65_533 } }, 5));
    assert.deepEqual([statSync(path).uid, statSync(path).gid], [65_534, 65_533]);
  });

  test("take connections at once, which wait for whoever accepts", async () => {
    const path = join(directory, "connect.sock");
    keep(sockets.listenUnix(path, { mode: 0o700, owner: undefined }, undefined));
    assert.equal(sockets.answers(path), true);
    const client = connect(path);
    await once(client, "connect");
    client.destroy();
  });

  test("refuse a path that exists, and leave it as it is", () => {
    const path = join(directory, "file");
    writeFileSync(path, "precious");
    assert.throws(() => sockets.listenUnix(path, { mode: 0o700, owner: undefined }, undefined), { code: "EADDRINUSE" });
    assert.equal(readFileSync(path, "utf8"), "precious");
  });

  test("do not answer when nobody listens", () => {
    const path = join(directory, "stale.sock");
    processes.closeDescriptor(sockets.listenUnix(path, { mode: 0o700, owner: undefined }, undefined));
    assert.ok(statSync(path).isSocket());
    assert.equal(sockets.answers(path), false);
    assert.equal(sockets.answers(join(directory, "nothing")), false);
  });

  test("a path that is too long is refused", () => {
    const path = join(directory, "x".repeat(120));
    assert.throws(() => sockets.listenUnix(path, { mode: 0o700, owner: undefined }, undefined), {
      code: "ENAMETOOLONG",
    });
  });
});

describe("TCP sockets", () => {
  test("take connections at once, at an address and at that of a name", async () => {
    for (const address of ["127.0.0.1", await sockets.lookup("localhost")]) {
      assert.equal(address, "127.0.0.1");
      const port = await freePort();
      const fd = keep(sockets.listenTcp(address, port, 16));
      assert.ok(fstatSync(fd).isSocket());
      const client = connect(port, "127.0.0.1");
      await once(client, "connect");
      client.destroy();
    }
  });

  test("a port in use and a name that nobody knows are refused", async () => {
    const port = await freePort();
    keep(sockets.listenTcp("127.0.0.1", port, undefined));
    assert.throws(() => sockets.listenTcp("127.0.0.1", port, undefined), { code: "EADDRINUSE" });
    assert.throws(
      () => sockets.listenTcp("localhost", port, undefined),
      { code: "EADDRNOTAVAIL" },
      "no name is looked up",
    );
    await assert.rejects(sockets.lookup("256.1.1.1.invalid"), { code: /^(ENOTFOUND|EAI_AGAIN)$/ });
  });
});

test("are not passed on to children", { skip: process.platform === "linux" ? false : "reads /proc" }, () => {
  const fd = keep(sockets.listenUnix(join(directory, "cloexec.sock"), { mode: 0o700, owner: undefined }, undefined));
  const flags = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "utf8"))?.[1] ?? "";
  assert.notEqual(Number.parseInt(flags, 8) & 0o2000000, 0);
});
