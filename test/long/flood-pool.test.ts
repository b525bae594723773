import { test } from "node:test";
import { python } from "../helpers/recorded-events.ts";
import { requires } from "../helpers/requires.ts";
import { floodPool } from "../integration/flood-pool.ts";

test(
  "100,000 log events through a pool of three: none lost, in order for each, in bounded memory",
  requires(python),
  async () => {
    await floodPool(100_000);
  },
);
