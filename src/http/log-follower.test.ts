import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeSystem } from "../system/fake-system.ts";
import { type FollowerStart, LogFollower, type LogNews, type LogPlace } from "./log-follower.ts";

const path = "/log/a";

class Reader {
  readonly system: FakeSystem;
  readonly follower: LogFollower;
  text = "";
  /** What was told beside the text. */
  readonly told: string[] = [];
  /** After the last byte that was told. */
  place: LogPlace | undefined;
  open = true;
  /** Undefined: watching is not to be had. */
  notify: ((replaced: boolean) => void) | undefined;
  watches = 0;

  constructor({ watchable = true, system = new FakeSystem() } = {}) {
    this.system = system;
    this.follower = new LogFollower(path, (news) => this.#take(news), {
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

  #take(news: LogNews): boolean {
    if (news.kind === "bytes") {
      const { bytes, place } = news;
      this.text += Buffer.from(bytes).toString("latin1");
      this.place = { inode: place.inode, offset: place.offset + bytes.length };
    } else this.told.push(news.kind);
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
  reader.follower.start({ lastBytes: 1024 });
  return reader;
}

/** Another reader of the same files. */
function another({ system }: Reader, start: FollowerStart): Reader {
  const reader = new Reader({ system });
  reader.follower.start(start);
  return reader;
}

describe("LogFollower", () => {
  it("begins with the last bytes that are asked for, or with all if there are less", () => {
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

  it("tells a rotation once that it meets halfway, with the old file renamed and the new one not yet there", () => {
    const reader = following("one\n");
    reader.system.advance(50);
    reader.rotate();
    reader.append("two\n");
    const { files } = reader.system;
    const stat = files.stat.bind(files);
    let absent = true;
    files.stat = (file) => {
      if (file !== path || !absent) return stat(file);
      absent = false;
      throw Object.assign(new Error("not there"), { code: "ENOENT" });
    };
    reader.notify?.(true);
    reader.system.advance(10_000);
    reader.write("three\n");
    assert.equal(reader.text, "one\ntwo\nthree\n");
    assert.deepEqual(reader.told, ["live", "rotated"]);
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
    assert.equal(reader.text, "0123456789new");
    assert.deepEqual(reader.told, ["live", "truncated"]);
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
    reader.follower.start({ lastBytes: 1024 });
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

  it("tells once that all there was has been told, also where there is nothing", () => {
    const reader = following("x");
    assert.deepEqual(reader.told, ["live"]);
    reader.write("y");
    assert.deepEqual(reader.told, ["live"]);
    const waiting = new Reader();
    waiting.system.files.put(`${path}.other`, "");
    waiting.follower.start({ lastBytes: 10 });
    assert.deepEqual(waiting.told, ["live"]);
    waiting.append("there");
    waiting.system.advance(600);
    assert.equal(waiting.text, "there");
  });

  it("goes on at a place that an earlier reader has come to", () => {
    const first = following("one ");
    first.follower.close();
    first.append("two");
    const second = another(first, first.place as LogPlace);
    assert.equal(second.text, "two");
    assert.deepEqual(second.told, ["live"]);
  });

  it("goes on there even if the file was rotated meanwhile, more than once", () => {
    const first = following("one ");
    first.follower.close();
    first.append("two ");
    first.rotate();
    first.append("three ");
    first.rotate();
    first.append("four");
    const second = another(first, first.place as LogPlace);
    assert.equal(second.text, "two three four");
    assert.deepEqual(second.told, ["rotated", "rotated", "live"]);
  });

  it("begins anew, and says so, where that file is gone or has become shorter", () => {
    const first = following("0123456789");
    const place = first.place as LogPlace;
    first.follower.close();
    first.system.files.truncate(path, 0);
    first.append("new");
    const shorter = another(first, place);
    assert.deepEqual([shorter.text, shorter.told], ["new", ["truncated", "live"]]);
    const gone = another(first, { inode: 987_654, offset: 5 });
    assert.deepEqual([gone.text, gone.told], ["new", ["rotated", "live"]]);
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

it("gives others their turn between two pieces, however fast the reader is", async () => {
  const system = new FakeSystem();
  system.files.put(path, "x".repeat(10_000_000));
  let taken = 0;
  const surroundings = { files: system.files, clock: system.clock, watch: () => ({ close: () => {} }) };
  const take = (news: LogNews): boolean => {
    if (news.kind !== "bytes") return true;
    taken += news.bytes.length;
    process.nextTick(() => follower.resume());
    return false;
  };
  const follower = new LogFollower(path, take, surroundings);
  follower.start({ lastBytes: 10_000_000 });
  await new Promise((resolve) => setImmediate(resolve));
  assert.ok(taken <= 1 << 17, `${taken} bytes before anybody else had a turn`);
  while (taken < 10_000_000) {
    system.clock.settle();
    await new Promise((resolve) => setImmediate(resolve));
  }
  follower.close();
});
