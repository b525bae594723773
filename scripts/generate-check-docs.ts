// Writes docs/reference/check.md from the tables of what --check finds. check-reference.test.ts fails if it is not what it would be.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderCheckReference } from "./check-reference.ts";

writeFileSync(fileURLToPath(new URL("../docs/reference/check.md", import.meta.url)), renderCheckReference());
