/** Numbers events. One for all lives of a daemon, so that listeners never see a number twice. */
export class EventSerials {
  #given = 0;

  /** How many were given; the next event gets this number. */
  get given(): number {
    return this.#given;
  }

  next(): number {
    return this.#given++;
  }

  /** Goes on after those that an earlier one has given. */
  resume(given: number): void {
    this.#given = given;
  }
}
