import assert from "node:assert/strict";
import type { DeclareTest } from "./declare-test.ts";
import type { System } from "./system.ts";

/** A system, and a directory in it that is empty at the beginning of each test. */
export interface SocketsInUse {
  readonly system: Pick<System, "sockets" | "files" | "processes">;
  readonly directory: string;
}

/** What listening sockets do, the real ones and those of tests. */
export function testSockets(test: DeclareTest, begin: () => SocketsInUse): void {
  test("a unix socket answers as long as it is open; its file stays, and is in the way of the next", () => {
    const { system, directory } = begin();
    const { sockets, files, processes } = system;
    const path = `${directory}/socket`;
    assert.equal(sockets.answers(path), false);
    const fd = sockets.listenUnix(path, { mode: 0o640, owner: undefined }, undefined);
    assert.equal(sockets.answers(path), true);
    const { kind, mode } = files.stat(path);
    assert.deepEqual([kind, mode], ["socket", 0o640]);
    processes.closeDescriptor(fd);
    assert.equal(sockets.answers(path), false);
    const again = () => sockets.listenUnix(path, { mode: 0o600, owner: undefined }, undefined);
    assert.throws(again, { code: "EADDRINUSE" });
    files.remove(path);
    processes.closeDescriptor(again());
  });

  test("a unix socket needs a directory, and a name that is free", () => {
    const { system, directory } = begin();
    const { sockets, files } = system;
    files.writeText(`${directory}/file`, "");
    const listen = (path: string) => sockets.listenUnix(path, { mode: 0o600, owner: undefined }, undefined);
    assert.throws(() => listen(`${directory}/file`), { code: "EADDRINUSE" });
    assert.throws(() => listen(directory), { code: "EADDRINUSE" });
    assert.throws(() => listen(`${directory}/none/socket`), { code: "ENOENT" });
    assert.throws(() => listen(`${directory}/file/socket`), { code: "ENOTDIR" });
    assert.deepEqual(files.list(directory), ["file"]);
  });
}
