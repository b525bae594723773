import { test } from "node:test";
import { checkLives } from "./many-lives.ts";

// test/long has more of them.
const lives = 2_000;

test(`${lives} lives leave no descriptor, no memory and no zombie behind`, {
  skip: process.platform === "linux" ? false : "reads /proc",
}, async (context) => {
  context.diagnostic(await checkLives(lives));
});
