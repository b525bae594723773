import { test } from "node:test";
import { checkLives } from "../integration/many-lives.ts";

const lives = 20_000;

test(`${lives} lives leave no descriptor, no memory and no zombie behind`, {
  skip: process.platform === "linux" ? false : "reads /proc",
}, async (context) => {
  context.diagnostic(await checkLives(lives));
});
