// Writes docs/reference/events.md from the table of event types. event-reference.test.ts fails if it is not what it would be.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderEventReference } from "./event-reference.ts";

writeFileSync(fileURLToPath(new URL("../docs/reference/events.md", import.meta.url)), renderEventReference());
