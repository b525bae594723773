import type { XmlRpcStruct } from "./value.ts";

/** A struct that has a shorter way to its XML than member by member: whoever made it knows what of it has changed. */
export class PreparedStruct {
  readonly struct: XmlRpcStruct;
  readonly #render: () => readonly string[];

  /** @param render gives what `renderValue` would give of the struct, in pieces */
  constructor(struct: XmlRpcStruct, render: () => readonly string[]) {
    this.struct = struct;
    this.#render = render;
  }

  get xml(): readonly string[] {
    return this.#render();
  }
}
