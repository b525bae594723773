import { test } from "node:test";
import { checkReplacedDaemons } from "../helpers/replaced-daemons.ts";

const lives = 5_000;

test(`${lives} whole daemons that are replaced at any moments cannot be told from those that are not`, async () => {
  await checkReplacedDaemons(lives);
});
