/** Single-line mutations of a configuration: this reader and Debian's supervisord agree, or both refuse. */
import { test } from "node:test";
import { requires } from "../helpers/requires.ts";
import { seedOr } from "../helpers/seed.ts";
import { compareMutations } from "./compare-mutations.ts";
import { peerFiles } from "./config-peer.ts";

const seed = seedOr(20);
// test/long has more of them.
const count = 300;

test(
  `${count} mutations (seed ${seed}) are read as Debian's supervisord reads them, or refused by both`,
  requires(...peerFiles),
  async () => {
    await compareMutations(count, seed);
  },
);
