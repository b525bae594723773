import assert from "node:assert/strict";
import type { DeclareTest } from "./declare-test.ts";
import type { Files } from "./system.ts";

/** A file system, and a directory in it that is empty at the beginning of each test. */
export interface FilesInUse {
  readonly files: Files;
  readonly directory: string;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What every `Files` does, the real one and that of tests. */
export function testFiles(test: DeclareTest, begin: () => FilesInUse): void {
  test("appends, whatever is read, cut or opened meanwhile", () => {
    const { files, at } = room(begin());
    const fd = files.openAppend(at("log"));
    assert.equal(files.write(fd, bytes("0123456789")), 10);
    const second = files.openAppend(at("log"));
    files.write(second, bytes("a"));
    files.write(fd, bytes("b"));
    const reading = files.openRead(at("log"));
    const into = new Uint8Array(4);
    assert.deepEqual([files.read(reading, into, 9), new TextDecoder().decode(into.subarray(0, 3))], [3, "9ab"]);
    assert.equal(files.read(reading, into, 12), 0);
    assert.equal(files.read(reading, into, 13), 0);
    files.truncate(fd, 2);
    files.write(second, bytes("!"));
    files.truncate(fd, 5);
    assert.equal(files.readText(at("log")), "01!\0\0");
    for (const each of [fd, second, reading]) files.close(each);
  });

  test("refuses what a descriptor is not open for", () => {
    const { files, at } = room(begin());
    files.writeText(at("file"), "text");
    const reading = files.openRead(at("file"));
    assert.throws(() => files.write(reading, bytes("x")), { code: "EBADF" });
    assert.throws(() => files.truncate(reading, 0), { code: "EINVAL" });
    const appending = files.openAppend(at("file"));
    assert.throws(() => files.read(appending, new Uint8Array(1), 0), { code: "EBADF" });
    for (const fd of [reading, appending]) {
      files.close(fd);
      assert.throws(() => files.close(fd), { code: "EBADF" });
      assert.throws(() => files.write(fd, bytes("x")), { code: "EBADF" });
      assert.throws(() => files.stat(fd), { code: "EBADF" });
    }
  });

  test("gives new files their mode, and leaves that of others", () => {
    const { files, at } = room(begin());
    files.close(files.openAppend(at("log"), 0o700));
    files.close(files.openAppend(at("log"), 0o600));
    files.close(files.createExclusive(at("new"), 0o600));
    files.writeText(at("pid"), "1", 0o700);
    files.writeText(at("pid"), "2", 0o600);
    const modes = ["log", "new", "pid"].map((name) => files.stat(at(name)).mode);
    assert.deepEqual(modes, [0o700, 0o600, 0o700]);
    assert.throws(() => files.createExclusive(at("log"), 0o600), { code: "EEXIST", path: at("log") });
  });

  test("keeps an open file through renaming and removal", () => {
    const { files, at, directory } = room(begin());
    const fd = files.openAppend(at("log"));
    files.write(fd, bytes("one"));
    const opened = files.openDirectory(directory);
    opened.rename("log", "log.1");
    files.write(fd, bytes("two"));
    assert.equal(files.readOwnText(at("log.1")), "onetwo");
    assert.equal(files.stat(fd).inode, files.stat(at("log.1")).inode);
    assert.deepEqual([opened.has("log"), opened.has("log.1")], [false, true]);
    assert.throws(() => opened.rename("log", "log.2"), { code: "ENOENT" });
    opened.close();
    files.remove(at("log.1"));
    files.write(fd, bytes("three"));
    assert.equal(files.stat(fd).size, 11);
    files.close(fd);
    assert.deepEqual(files.list(directory), []);
  });

  test("renames over a file, which stays what it was to who has it open", () => {
    const { files, at, directory } = room(begin());
    files.writeText(at("old"), "old");
    files.writeText(at("new"), "new");
    const fd = files.openRead(at("old"));
    const opened = files.openDirectory(directory);
    opened.rename("new", "old");
    opened.close();
    assert.equal(files.stat(fd).size, 3);
    assert.notEqual(files.stat(fd).inode, files.stat(at("old")).inode);
    assert.equal(files.readText(at("old")), "new");
    files.close(fd);
  });

  test("writes and reads whole texts", () => {
    const { files, at } = room(begin());
    files.writeText(at("pid"), "a longer text, é\n");
    assert.equal(files.readText(at("pid")), "a longer text, é\n");
    files.writeText(at("pid"), "12345");
    for (const read of [files.readText, files.readOwnText].map((method) => method.bind(files))) {
      assert.equal(read(at("pid"), 5), "12345");
      assert.throws(() => read(at("pid"), 4), { code: "EFBIG" });
    }
  });

  test("tells when a content was changed last, which neither reading nor a new name does", () => {
    const { files, at, directory } = room(begin());
    const fd = files.openAppend(at("log"));
    files.write(fd, bytes("one"));
    const written = files.stat(fd).modifiedWallMs;
    assert.ok(written > 0);
    files.readText(at("log"));
    const opened = files.openDirectory(directory);
    opened.rename("log", "log.1");
    opened.close();
    assert.equal(files.stat(at("log.1")).modifiedWallMs, written);
    files.write(fd, bytes("two"));
    assert.ok(files.stat(fd).modifiedWallMs >= written);
    files.close(fd);
  });

  test("tells what is missing, and what is no directory", () => {
    const { files, at } = room(begin());
    files.writeText(at("file"), "");
    const acts: readonly ((path: string) => unknown)[] = [
      (path) => files.openAppend(path),
      (path) => files.createExclusive(path, 0o600),
      (path) => files.openRead(path),
      (path) => files.stat(path),
      (path) => files.lstat(path),
      (path) => files.openDirectory(path),
      (path) => files.remove(path),
      (path) => files.list(path),
      (path) => files.readText(path),
      (path) => files.readOwnText(path),
      (path) => files.writeText(path, ""),
    ];
    for (const act of acts) {
      assert.throws(() => act(at("none/x")), { code: "ENOENT" }, String(act));
      assert.throws(() => act(at("file/x")), { code: "ENOTDIR" }, String(act));
    }
    const wantingIt = acts.filter((act) => !/openAppend|createExclusive|writeText/.test(String(act)));
    for (const act of wantingIt) assert.throws(() => act(at("none")), { code: "ENOENT" }, String(act));
    for (const act of [files.openDirectory, files.list].map((method) => method.bind(files))) {
      assert.throws(() => act(at("file")), { code: "ENOTDIR" });
    }
  });

  test("does not take a directory for a file", () => {
    const { files, directory } = room(begin());
    const acts: readonly ((path: string) => unknown)[] = [
      (path) => files.openAppend(path),
      (path) => files.readText(path),
      (path) => files.readOwnText(path),
      (path) => files.writeText(path, ""),
      (path) => files.remove(path),
    ];
    for (const act of acts) assert.throws(() => act(directory), { code: "EISDIR" }, String(act));
    const fd = files.openRead(directory);
    assert.throws(() => files.read(fd, new Uint8Array(1), 0), { code: "EISDIR" });
    files.close(fd);
    assert.equal(files.stat(directory).kind, "directory");
  });

  test("executes what has a mode for it", () => {
    const { files, at } = room(begin());
    files.writeText(at("script"), "", 0o755);
    files.writeText(at("text"), "", 0o644);
    assert.deepEqual(
      ["script", "text", "none"].map((name) => files.canExecute(at(name))),
      [true, false, false],
    );
  });

  test("claims a name in a directory that there is", () => {
    const { files, at, directory } = room(begin());
    const claim = files.claim(directory, "name");
    assert.equal(claim?.isShared, false);
    claim?.release();
    assert.equal(files.claim(at("none"), "name"), undefined);
  });
}

function room({ files, directory }: FilesInUse) {
  return { files, directory, at: (name: string) => `${directory}/${name}` };
}
