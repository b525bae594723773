// Writes docs/http-api.md from the table of routes. http-reference.test.ts fails if it is not what it would be.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderHttpReference } from "./http-reference.ts";

writeFileSync(fileURLToPath(new URL("../docs/http-api.md", import.meta.url)), renderHttpReference());
