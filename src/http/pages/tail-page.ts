import type { Caller } from "../../control/caller.ts";
import { findProcess } from "../../control/find.ts";
import { readProcessLog } from "../../control/logs.ts";
import { Refusal } from "../../control/refusal.ts";
import type { LogPieces } from "../../logging/read-log.ts";
import { escapeUtf8 } from "../../xmlrpc/escape-utf8.ts";
import { faultCodes } from "../../xmlrpc/fault-codes.ts";
import { type Html, html } from "./html.ts";
import type { WebAssets } from "./web-assets.ts";

/** The least, and what anything that is no number means. */
const leastBytes = 1024;
const mostBytes = 1 << 22;

/** The end of a process' stdout log, for Supervisor's old links. In pieces, since it may be long. */
export async function tailPage(
  caller: Caller,
  query: URLSearchParams,
  assets: WebAssets,
): Promise<Iterable<string | Uint8Array>> {
  const name = query.get("processname") ?? "";
  const asked = Number.parseInt(query.get("limit") ?? "", 10);
  const limit = Number.isNaN(asked) ? leastBytes : Math.min(mostBytes, Math.max(leastBytes, asked));
  const text = name === "" ? "No process name found" : await tailText(caller, name, limit);
  const again = `tail.html?processname=${encodeURIComponent(name)}&limit=${limit}`;
  const head = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Supervisor tail of process ${name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="${assets.href("icon.svg")}" type="image/svg+xml">
<link rel="stylesheet" href="${assets.href("plain.css")}">
</head>
<body>
<h1>Tail of ${name}</h1>
<pre>`;
  const foot = html`</pre>
<p><a href="${again}">Refresh</a> \u00b7 <a href="index.html">Status</a></p>
</body>
</html>
`;
  return inOrder(head, text, foot);
}

function* inOrder(head: Html, text: string | LogPieces, foot: Html): Generator<string | Uint8Array, void, undefined> {
  yield head.text;
  if (typeof text === "string") yield html`${text}`.text;
  // As for XML: control characters of the log are seen, not acted on.
  else for (const piece of text) yield escapeUtf8(piece);
  yield foot.text;
}

async function tailText(caller: Caller, name: string, limit: number): Promise<string | LogPieces> {
  const process = findProcess(caller, name);
  const range = { offset: -limit, length: 0 };
  const outcome = process instanceof Refusal ? process : await readProcessLog(caller, process, "stdout", range);
  if (!(outcome instanceof Refusal)) return outcome;
  if (outcome.reason === "NO_FILE") return `No file for ${name}`;
  return `ERROR: unexpected rpc fault [${faultCodes[outcome.reason]}] ${outcome.text}`;
}
