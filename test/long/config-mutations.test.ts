import { test } from "node:test";
import { compareMutations } from "../differential/compare-mutations.ts";
import { peerFiles } from "../differential/config-peer.ts";
import { requires } from "../helpers/requires.ts";
import { testSeed } from "../helpers/seed.ts";

const count = 5_000;

test(
  `${count} mutations (seed ${testSeed}) are read as Debian's supervisord reads them, or refused by both`,
  requires(...peerFiles),
  async () => {
    await compareMutations(count, testSeed);
  },
);
