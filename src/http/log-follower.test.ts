import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { LogFollower } from "./log-follower.ts";

const path = "/log/a";

class Reader {
  readonly system = new FakeSystem();
  readonly follower: LogFollower;
  text = "";
  open = true;
  /** Undefined: watching is not to be had. */
  notify: ((replaced: boolean) => void) | undefined;
  watches = 0;

  constructor({ watchable = true } = {}) {
    this.follower = new LogFollower(path, (bytes) => this.#take(bytes), {
      files: this.system.files,
      clock: this.system.clock,
      watch: (_path, onChange) => {
        if (!watchable) throw new Error("ENOSPC");
        this.watches++;
        this.notify = onChange;
        return {
          close: () => {
            this.watches--;
            if (this.notify === onChange) this.notify = undefined;
          },
        };
      },
    });
  }

  /** Writes at the end of the file and lets the follower notice. */
  write(text: string, to = path): void {
    this.append(text, to);
    this.notify?.(false);
    this.system.advance(50);
  }

  append(text: string, to = path): void {
    const { files } = this.system;
    const fd = files.openAppend(to);
    files.write(fd, Buffer.from(text));
    files.close(fd);
  }

  /** As a log of this daemon rotates: a shift of backups, then a new file. */
  rotate(backups = 3): void {
    const { files } = this.system;
    for (let number = backups - 1; number >= 0; number--) {
      const from = number === 0 ? path : `${path}.${number}`;
      if (exists(this.system, from)) files.rename(from, `${path}.${number + 1}`);
    }
    this.append("");
  }

  #take(bytes: Uint8Array): boolean {
    this.text += Buffer.from(bytes).toString("latin1");
    return this.open;
  }
}

function exists(system: FakeSystem, file: string): boolean {
  try {
    system.files.stat(file);
    return true;
  } catch {
    return false;
  }
}

function following(text: string, options = {}): Reader {
  const reader = new Reader(options);
  reader.system.files.put(path, text);
  reader.follower.start();
  return reader;
}

describe("LogFollower", () => {
  it("begins with the last 1024 bytes, or with all if there are less", () => {
    assert.equal(following("short\n").text, "short\n");
    assert.equal(following(`${"a".repeat(5000)}${"b".repeat(1024)}`).text, "b".repeat(1024));
    assert.equal(following("").text, "");
  });

  it("gives a change at once, and changes in quick succession together", () => {
    const reader = following("");
    reader.system.advance(1000);
    reader.append("one\n");
    reader.notify?.(false);
    assert.equal(reader.text, "one\n");
    reader.append("two\n");
    reader.notify?.(false);
    reader.append("three\n");
    reader.notify?.(false);
    assert.equal(reader.text, "one\n");
    reader.system.advance(20);
    assert.equal(reader.text, "one\ntwo\nthree\n");
  });

  it("finds changes without being told", () => {
    const watched = following("");
    watched.append("late\n");
    watched.system.advance(5100);
    assert.equal(watched.text, "late\n");
    const unwatched = following("", { watchable: false });
    unwatched.append("late\n");
    unwatched.system.advance(600);
    assert.equal(unwatched.text, "late\n");
  });

  it("goes on in the new file after a rotation, the rest of the old one first", () => {
    const reader = following("1");
    reader.append("2");
    reader.rotate();
    reader.append("3");
    reader.notify?.(true);
    reader.system.advance(50);
    assert.equal(reader.text, "123");
    reader.write("4");
    assert.equal(reader.text, "1234");
    assert.equal(reader.watches, 1);
  });

  it("loses nothing over many rotations while its reader stands still, and keeps no file open", () => {
    const reader = following("0");
    reader.open = false;
    reader.write("1");
    const before = reader.system.descriptors.count;
    for (const piece of ["2", "3", "4"]) {
      reader.append(piece);
      reader.rotate();
      reader.notify?.(true);
      reader.system.advance(100);
    }
    reader.append("5");
    assert.equal(reader.text, "01");
    assert.equal(reader.system.descriptors.count, before);
    reader.open = true;
    reader.follower.resume();
    reader.system.advance(100);
    assert.equal(reader.text, "012345");
  });

  it("goes on with what there is when its file was rotated away beyond the last backup", () => {
    const reader = following("0");
    reader.open = false;
    reader.write("1");
    for (const piece of ["2", "3", "4", "5", "6"]) {
      reader.append(piece);
      reader.rotate(2);
    }
    reader.append("7");
    reader.open = true;
    reader.follower.resume();
    reader.system.advance(100);
    assert.equal(reader.text, "017");
  });

  it("says that the file was truncated and goes on from its start", () => {
    const reader = following("0123456789");
    reader.system.files.truncate(path, 0);
    reader.append("new");
    reader.notify?.(false);
    reader.system.advance(100);
    assert.equal(reader.text, "0123456789==> File truncated <==\nnew");
  });

  it("follows a file that is deleted and made anew", () => {
    const reader = following("old");
    reader.system.files.remove(path);
    reader.notify?.(true);
    reader.system.advance(100);
    reader.append("new");
    reader.system.advance(5100);
    assert.equal(reader.text, "oldnew");
    reader.write("er");
    assert.equal(reader.text, "oldnewer");
  });

  it("starts anew when the same inode number comes back as another file", () => {
    const reader = following("long old content");
    const inode = reader.system.files.stat(path).inode;
    const { stat } = reader.system.files;
    reader.system.files.remove(path);
    reader.append("a new content that is longer than the old one");
    reader.system.files.stat = (target) => ({ ...stat.call(reader.system.files, target), inode });
    reader.notify?.(true);
    reader.system.advance(100);
    assert.equal(reader.text, "long old contenta new content that is longer than the old one");
  });

  it("takes no more than its reader, and reads a flood in turns", () => {
    const reader = following("");
    reader.system.advance(100);
    reader.append("x".repeat(3_000_000));
    reader.notify?.(false);
    assert.equal(reader.text.length, 4 * 65_536);
    reader.open = false;
    reader.system.advance(20);
    assert.equal(reader.text.length, 5 * 65_536);
    reader.system.advance(60_000);
    assert.equal(reader.text.length, 5 * 65_536);
    reader.open = true;
    reader.follower.resume();
    reader.system.advance(1000);
    assert.equal(reader.text.length, 3_000_000);
  });

  it("never opens what is no regular file", () => {
    const reader = new Reader();
    reader.system.files.putSpecial(path, "pipe");
    reader.system.files.openRead = () => assert.fail("a pipe was opened");
    reader.follower.start();
    reader.system.advance(10_000);
    assert.equal(reader.text, "");
  });

  it("survives files that cannot be read", () => {
    const reader = following("x");
    reader.system.files.fail("openRead", path, "EMFILE", 1);
    reader.write("y");
    reader.system.advance(5100);
    assert.equal(reader.text, "xy");
  });

  it("stops when it is closed", () => {
    const reader = following("x");
    reader.follower.close();
    reader.append("y");
    reader.system.advance(60_000);
    assert.equal(reader.text, "x");
    assert.equal(reader.watches, 0);
    assert.equal(reader.system.descriptors.count, 3);
  });
});
