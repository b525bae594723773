// Writes docs/reference/rpc.md from the method table. rpc-reference.test.ts fails if it is not what it would be.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { renderRpcReference } from "./rpc-reference.ts";

writeFileSync(fileURLToPath(new URL("../docs/reference/rpc.md", import.meta.url)), renderRpcReference());
