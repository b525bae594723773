import assert from "node:assert/strict";
import type { DeclareTest } from "./declare-test.ts";
import type { PipeReader, ReadingPace, System } from "./system.ts";

/** A system whose pipes are looked at. */
export interface PipesInUse {
  readonly system: Pick<System, "processes" | "files">;
  /** Lets all pending I/O have its turn. */
  turns(): Promise<void>;
  /** Of the readers. */
  readonly pace?: ReadingPace;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (chunk: Uint8Array): string => new TextDecoder().decode(chunk);

/** What pipes, their readers and their writers do, the real ones and those of tests. */
export function testPipes(test: DeclareTest, { system, turns, pace }: PipesInUse): void {
  const { processes, files } = system;

  const write = (fd: number, words: string) => files.write(fd, bytes(words));

  const isOpen = (fd: number): boolean => {
    try {
      return files.stat(fd).kind === "pipe";
    } catch {
      return false;
    }
  };

  /** One pipe with a reader; `seen` is its output in order, "|" its end. */
  const readPipe = (onChunk?: (reader: PipeReader) => void) => {
    const pipe = processes.pipe();
    const onData = (chunk: Uint8Array): void => {
      target.seen += text(chunk);
      onChunk?.(target.reader);
    };
    const onEnd = (): void => {
      target.seen += "|";
    };
    const target = { seen: "", ...pipe, reader: processes.openPipeReader(pipe.read, onData, onEnd, pace) };
    return target;
  };

  /** Waits for I/O that comes in more turns than one, for the most time that it may take. */
  const until = async (condition: () => boolean): Promise<void> => {
    for (let turn = 0; turn < 10_000 && !condition(); turn++) await turns();
    assert.equal(condition(), true);
  };

  test("the end comes once, after the last byte", async () => {
    const pipe = readPipe();
    write(pipe.write, "last words");
    processes.closeDescriptor(pipe.write);
    await until(() => pipe.seen.endsWith("|"));
    await turns();
    assert.equal(pipe.seen, "last words|");
    assert.equal(isOpen(pipe.read), false);
  });

  test("drain delivers at once what is there, and the end if nobody can write any more, once", async () => {
    const pipe = readPipe();
    write(pipe.write, "one");
    pipe.reader.drain(1 << 20);
    assert.equal(pipe.seen, "one");
    pipe.reader.drain(1 << 20);
    write(pipe.write, "two");
    processes.closeDescriptor(pipe.write);
    pipe.reader.drain(1 << 20);
    assert.equal(pipe.seen, "onetwo|");
    pipe.reader.drain(1 << 20);
    await turns();
    assert.equal(pipe.seen, "onetwo|");
    assert.equal(isOpen(pipe.read), false);
  });

  test("drain stops at its limit, and the rest follows in order", async () => {
    const pipe = readPipe();
    write(pipe.write, "0123456789");
    pipe.reader.drain(4);
    assert.equal(pipe.seen, "0123");
    processes.closeDescriptor(pipe.write);
    pipe.reader.drain(6);
    assert.equal(pipe.seen, "0123456789");
    await until(() => pipe.seen.endsWith("|"));
    assert.equal(pipe.seen, "0123456789|");
  });

  test("what is written in many small pieces arrives whole and in order, paused and drained in between", async () => {
    const pipe = readPipe();
    let written = "";
    for (let line = 0; line < 1_000; line++) {
      written += `line ${line}\n`;
      write(pipe.write, `line ${line}\n`);
      if (line % 3 === 0) await turns();
      if (line % 50 === 20) pipe.reader.pause();
      if (line % 50 === 40) pipe.reader.resume();
      if (line % 70 === 30) pipe.reader.drain(1 << 20);
      if (line === 500) await until(() => pipe.seen === written);
    }
    processes.closeDescriptor(pipe.write);
    await until(() => pipe.seen.endsWith("|"));
    assert.equal(pipe.seen, `${written}|`);
  });

  test("draining one pipe while a chunk of another is handled leaves that chunk intact", async () => {
    const inner = readPipe();
    write(inner.write, "i".repeat(50_000));
    const pipe = processes.pipe();
    write(pipe.write, "o".repeat(60_000));
    let outer = "";
    const onData = (chunk: Uint8Array): void => {
      inner.reader.drain(1 << 20);
      outer += text(chunk);
    };
    const reader = processes.openPipeReader(pipe.read, onData, () => {});
    reader.drain(1 << 20);
    write(inner.write, "i");
    write(pipe.write, "o".repeat(60_000));
    await until(() => outer.length === 120_000);
    assert.equal(outer, "o".repeat(120_000));
    assert.equal(inner.seen, "i".repeat(50_001));
    for (const each of [reader, inner.reader]) each.close();
    for (const fd of [pipe.write, inner.write]) processes.closeDescriptor(fd);
  });

  test("a reader that is closed while it drains touches its descriptor no more", () => {
    let next = { read: -1, write: -1 };
    const pipe = readPipe((reader) => {
      reader.close();
      next = processes.pipe();
      write(next.write, "mine");
      processes.closeDescriptor(next.write);
    });
    write(pipe.write, "x");
    pipe.reader.drain(1 << 20);
    assert.equal(next.read, pipe.read, "the freed number is taken at once, else the test proves nothing");
    pipe.reader.drain(1 << 20);
    assert.equal(pipe.seen, "x");
    let seen = "";
    const reader = processes.openPipeReader(
      next.read,
      (chunk) => {
        seen += text(chunk);
      },
      () => {},
    );
    reader.drain(10);
    assert.equal(seen, "mine");
    processes.closeDescriptor(pipe.write);
  });

  test("a paused reader delivers nothing, not even the end, until it resumes", async () => {
    const pipe = readPipe();
    pipe.reader.pause();
    write(pipe.write, "wait");
    processes.closeDescriptor(pipe.write);
    await turns();
    assert.equal(pipe.seen, "");
    pipe.reader.resume();
    await until(() => pipe.seen === "wait|");
  });

  test("a paused reader can be drained", async () => {
    const pipe = readPipe();
    pipe.reader.pause();
    write(pipe.write, "now");
    processes.closeDescriptor(pipe.write);
    pipe.reader.drain(1 << 20);
    assert.equal(pipe.seen, "now|");
    pipe.reader.resume();
    await turns();
    assert.equal(pipe.seen, "now|");
  });

  test("a reader that is closed frees its descriptor, is silent and may be closed again", async () => {
    const pipe = readPipe();
    write(pipe.write, "unread");
    pipe.reader.close();
    pipe.reader.close();
    await turns();
    assert.equal(isOpen(pipe.read), false);
    pipe.reader.pause();
    pipe.reader.resume();
    pipe.reader.drain(10);
    assert.equal(pipe.seen, "");
    processes.closeDescriptor(pipe.write);
  });

  test("a reader that is released is silent, and leaves what comes to the next one", async () => {
    const pipe = readPipe();
    pipe.reader.release();
    write(pipe.write, "for others");
    await turns();
    pipe.reader.drain(10);
    pipe.reader.close();
    await turns();
    assert.equal(pipe.seen, "");
    // It stays open: Node still holds what was released, and the number must not become another file's.
    assert.equal(isOpen(pipe.read), true);
  });

  test("what is not read is pending, and arrives as it was when it was written", async () => {
    const pipe = processes.pipe();
    const writer = processes.openPipeWriter(pipe.write, () => assert.fail());
    assert.equal(writer.pendingBytes, 0);
    writer.write(bytes("fits"));
    assert.equal(writer.pendingBytes, 0);
    const load = bytes("a".repeat(200_000));
    writer.write(load);
    load.fill(0);
    assert.ok(writer.pendingBytes > 0);
    writer.write(bytes("end"));
    let received = "";
    const onData = (chunk: Uint8Array): void => {
      received += text(chunk);
    };
    const reader = processes.openPipeReader(pipe.read, onData, () => {});
    await until(() => received.length === 200_007);
    assert.equal(received, `fits${"a".repeat(200_000)}end`);
    await until(() => writer.pendingBytes === 0);
    writer.close();
    reader.close();
  });

  test("writing to what nobody reads any more is told once and at once, then nothing", async () => {
    const pipe = processes.pipe();
    const errors: string[] = [];
    const writer = processes.openPipeWriter(pipe.write, (errno) => errors.push(errno));
    processes.closeDescriptor(pipe.read);
    writer.write(bytes("x"));
    assert.deepEqual(errors, ["EPIPE"]);
    writer.write(bytes("y"));
    await turns();
    writer.write(bytes("z"));
    await turns();
    assert.deepEqual(errors, ["EPIPE"]);
    assert.equal(writer.pendingBytes, 0);
    assert.equal(isOpen(pipe.write), false);
    writer.close();
  });

  test("the reader that goes while bytes are pending is told, too", async () => {
    const pipe = processes.pipe();
    const errors: string[] = [];
    const writer = processes.openPipeWriter(pipe.write, (errno) => errors.push(errno));
    writer.write(new Uint8Array(1_000_000));
    processes.closeDescriptor(pipe.read);
    await until(() => errors.length > 0);
    assert.deepEqual(errors, ["EPIPE"]);
    assert.equal(isOpen(pipe.write), false);
  });

  test("what is pending is known to the byte, and another writer goes on with it: nothing comes twice, nothing is lost", async () => {
    const load = new Uint8Array(1_000_000);
    const numbers = new DataView(load.buffer);
    for (let at = 0; at < load.length; at += 4) numbers.setUint32(at, at);
    const pipe = processes.pipe();
    const received: Uint8Array[] = [];
    const reader = processes.openPipeReader(
      pipe.read,
      (chunk) => received.push(new Uint8Array(chunk)),
      () => {},
    );
    const size = () => received.reduce((sum, { length }) => sum + length, 0);
    let writer = processes.openPipeWriter(pipe.write, () => assert.fail());
    writer.write(load);
    for (let round = 0; round < 8; round++) {
      await until(() => size() > round * 100_000);
      const pending = writer.pending();
      assert.equal(pending.length, writer.pendingBytes);
      assert.equal(Buffer.from(pending).equals(load.subarray(load.length - pending.length)), true);
      writer.release();
      assert.equal(isOpen(pipe.write), true);
      writer = processes.openPipeWriter(pipe.write, () => assert.fail(), pending);
      assert.equal(writer.pendingBytes, pending.length);
    }
    writer.write(bytes("the end"));
    await until(() => size() === load.length + 7);
    assert.equal(Buffer.concat(received).equals(Buffer.concat([load, bytes("the end")])), true);
    writer.close();
    reader.close();
  });

  test("a released writer writes nothing more, even when there is room again", async () => {
    const pipe = processes.pipe();
    const writer = processes.openPipeWriter(pipe.write, () => assert.fail());
    writer.write(new Uint8Array(1_000_000));
    const held = 1_000_000 - writer.pendingBytes;
    await turns();
    writer.release();
    let received = 0;
    const count = (chunk: Uint8Array): void => {
      received += chunk.length;
    };
    const reader = processes.openPipeReader(pipe.read, count, () => {});
    await until(() => received === held);
    await turns();
    assert.equal(received, held);
    reader.close();
    processes.closeDescriptor(pipe.write);
  });

  test("what is pending for nobody is told in a later turn", async () => {
    const pipe = processes.pipe();
    const errors: string[] = [];
    processes.closeDescriptor(pipe.read);
    processes.openPipeWriter(pipe.write, (errno) => errors.push(errno), bytes("x"));
    assert.deepEqual(errors, []);
    await turns();
    assert.deepEqual(errors, ["EPIPE"]);
    assert.equal(isOpen(pipe.write), false);
  });

  for (const size of [0, 1, 1_000_000]) {
    test(`a writer that is closed after ${size} bytes drops what is queued, frees its descriptor and is silent`, async () => {
      const pipe = processes.pipe();
      const writer = processes.openPipeWriter(pipe.write, () => assert.fail());
      if (size > 0) writer.write(new Uint8Array(size));
      writer.close();
      writer.close();
      writer.write(bytes("late"));
      assert.equal(writer.pendingBytes, 0);
      await turns();
      assert.equal(isOpen(pipe.write), false);
      processes.closeDescriptor(pipe.read);
    });

    test(`a writer that is released after ${size} bytes drops what is queued, and leaves its descriptor open`, async () => {
      const pipe = processes.pipe();
      const writer = processes.openPipeWriter(pipe.write, () => assert.fail());
      if (size > 0) writer.write(new Uint8Array(size));
      writer.release();
      writer.write(bytes("late"));
      writer.close();
      assert.equal(writer.pendingBytes, 0);
      await turns();
      assert.equal(isOpen(pipe.write), true);
      processes.closeDescriptor(pipe.read);
    });
  }
}
