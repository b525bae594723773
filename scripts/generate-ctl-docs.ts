// Writes docs/reference/supervisorctl.md from the command table. ctl-reference.test.ts fails if it is not what it would be.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderCtlReference } from "./ctl-reference.ts";

writeFileSync(fileURLToPath(new URL("../docs/reference/supervisorctl.md", import.meta.url)), renderCtlReference());
