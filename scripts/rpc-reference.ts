/** docs/reference/rpc.md, from the tables of methods and faults. */
import { type FaultName, faultMeanings } from "../src/rpc/faults.ts";
import type { Method } from "../src/rpc/method.ts";
import { supervisorMethods } from "../src/rpc/supervisor-methods.ts";
import { describeMethods } from "../src/rpc/system-methods.ts";
import { faultCodes } from "../src/xmlrpc/fault-codes.ts";

const introduction = `# XML-RPC

<!-- Generated from src/rpc by \`npm run docs\`. Do not edit. -->

Calls are \`POST\`ed to \`/RPC2\` on any of the daemon's servers. Any XML-RPC client will do:

\`\`\`python
from xmlrpc.client import ServerProxy
print(ServerProxy("http://127.0.0.1:9001/RPC2").supervisor.getState())
\`\`\`

- A process is named \`name\` or \`group:name\`; \`group:*\` means a whole group where a method takes one.
- Text is UTF-8. Bytes of a log that are no UTF-8 become U+FFFD; control characters that XML cannot carry become their
  pictures (ESC becomes \u241b, U+241B: the code plus U+2400).
- Integers may be larger than 32 bits; they are written as \`<int>\` all the same.
- Every method of \`supervisor\` answers SHUTDOWN_STATE while the daemon stops or restarts, and INCORRECT_PARAMETERS to
  arguments that do not fit.
`;

export function renderRpcReference(): string {
  const own = describeMethods({ methods: () => new Map(), multicall: () => Promise.resolve(null) });
  const all = [...supervisorMethods, ...own];
  const faults = Object.entries(faultMeanings).map(
    ([name, meaning]) => `| ${faultCodes[name as FaultName]} | ${name} | ${meaning} |`,
  );
  const sections = all.filter(({ aliasOf }) => aliasOf === undefined).map((method) => renderMethod(method, all));
  return [
    introduction,
    "## Faults\n",
    "| code | name | when |",
    "|---|---|---|",
    ...faults,
    "",
    "## Methods\n",
    ...sections,
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

function renderMethod(method: Method, all: readonly Method[]): string {
  const params = method.params.map(({ name, fallback }) => (fallback === undefined ? name : `${name}=${fallback}`));
  const lines = [`### ${method.name}(${params.join(", ")})`, "", method.doc, ""];
  for (const { name, type, doc } of method.params) lines.push(`- \`${name}\` (${type}): ${doc}.`);
  lines.push(`- Returns ${method.returns.type}: ${method.returns.doc}.`);
  if (method.faults.length > 0) lines.push(`- Faults: ${method.faults.join(", ")}.`);
  const aliases = all.filter(({ aliasOf }) => aliasOf === method.name).map(({ name }) => `\`${name}\``);
  if (aliases.length > 0) lines.push(`- Also called ${aliases.join(", ")}.`);
  return `${lines.join("\n")}\n`;
}
