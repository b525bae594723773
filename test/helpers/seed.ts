/** TEST_SEED is a person's wish; the runner gives all processes of a run, and what it runs once more, the same seed. */
const { TEST_SEED, TEST_RUN_SEED } = process.env;

/** The seed of tests that are others at each run. What fails tells it, and TEST_SEED repeats it. */
export const testSeed = Number(TEST_SEED ?? TEST_RUN_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** The seed of tests that are the same at each run unless TEST_SEED asks for others. Their titles tell it. */
export function seedOr(usual: number): number {
  return TEST_SEED === undefined ? usual : testSeed;
}
