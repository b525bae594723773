import fc from "fast-check";
import { testSeed } from "./seed.ts";

fc.configureGlobal({ seed: testSeed });

/** fast-check with the seed of the run. */
export { fc };
