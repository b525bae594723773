import { errnoError } from "./errno-error.ts";
import type { FakeInode } from "./fake-inode.ts";
import type { FakePipe } from "./fake-pipe.ts";

/** What a descriptor stands for; descriptors made by inheritance share one. */
export type OpenDescription =
  | { readonly kind: "inode"; readonly inode: FakeInode; readonly path: string; readonly append: boolean }
  | { readonly kind: "pipe-read"; readonly pipe: FakePipe }
  | { readonly kind: "pipe-write"; readonly pipe: FakePipe }
  | { readonly kind: "listening-socket"; readonly listener: FakeListener };

/** A listening socket: closed when its last holder, daemon or child, is gone. */
export interface FakeListener {
  readonly address: string;
  holders: number;
}

/** The descriptor table of the imagined daemon: lowest free number first, 0-2 taken from the start. */
export class FakeDescriptors {
  readonly #open = new Map<number, OpenDescription>();
  /** Number of descriptors that may be open at once; more is EMFILE. */
  limit = Number.POSITIVE_INFINITY;

  /** Open descriptors, for leak checks: equal before and after. */
  get count(): number {
    return this.#open.size;
  }

  add(description: OpenDescription, syscall: string): number {
    if (this.#open.size >= this.limit) throw errnoError("EMFILE", syscall);
    let fd = 0;
    while (this.#open.has(fd)) fd++;
    this.#open.set(fd, description);
    return fd;
  }

  get(fd: number, syscall: string): OpenDescription {
    const description = this.#open.get(fd);
    if (!description) throw errnoError("EBADF", syscall);
    return description;
  }

  find(fd: number): OpenDescription | undefined {
    return this.#open.get(fd);
  }

  close(fd: number): void {
    release(this.get(fd, "close"));
    this.#open.delete(fd);
  }

  /** Puts another thing behind a descriptor, as the daemon's own caller does with 0-2. */
  replace(fd: number, description: OpenDescription): void {
    const old = this.#open.get(fd);
    if (old) release(old);
    this.#open.set(fd, description);
  }
}

/** One more holder of an end of a pipe (a child that inherits it). */
export function retain(description: OpenDescription): void {
  if (description.kind === "pipe-read") description.pipe.readers++;
  else if (description.kind === "pipe-write") description.pipe.writers++;
  else if (description.kind === "listening-socket") description.listener.holders++;
}

/** One holder less. */
export function release(description: OpenDescription): void {
  if (description.kind === "pipe-read") description.pipe.readers--;
  else if (description.kind === "pipe-write") description.pipe.writers--;
  else if (description.kind === "listening-socket") description.listener.holders--;
}
