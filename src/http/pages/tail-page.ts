import type { Dispatcher } from "../../rpc/dispatcher.ts";
import { Fault } from "../../rpc/faults.ts";
import { escapeUtf8 } from "../../xmlrpc/escape-utf8.ts";
import { LongText } from "../../xmlrpc/long-text.ts";
import { type Html, html } from "./html.ts";
import type { WebAssets } from "./web-assets.ts";

/** The least, and what anything that is no number means. */
const leastBytes = 1024;
const mostBytes = 1 << 22;

/** The end of a process' stdout log, for Supervisor's old links. In pieces, since it may be long. */
export async function tailPage(
  query: URLSearchParams,
  dispatcher: Pick<Dispatcher, "call">,
  assets: WebAssets,
): Promise<Iterable<string | Uint8Array>> {
  const name = query.get("processname") ?? "";
  const asked = Number.parseInt(query.get("limit") ?? "", 10);
  const limit = Number.isNaN(asked) ? leastBytes : Math.min(mostBytes, Math.max(leastBytes, asked));
  const text = name === "" ? "No process name found" : await tailText(name, limit, dispatcher);
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
<p><a href="${again}">Refresh</a> · <a href="index.html">Status</a></p>
</body>
</html>
`;
  return inOrder(head, text, foot);
}

function* inOrder(head: Html, text: string | LongText, foot: Html): Generator<string | Uint8Array, void, undefined> {
  yield head.text;
  if (typeof text === "string") yield html`${text}`.text;
  // As for XML: control characters of the log are seen, not acted on.
  else for (const piece of text.take()) yield escapeUtf8(piece);
  yield foot.text;
}

async function tailText(name: string, limit: number, dispatcher: Pick<Dispatcher, "call">): Promise<string | LongText> {
  const value = await dispatcher.call("supervisor.readProcessLog", [name, -limit, 0]);
  if (!(value instanceof Fault)) return value instanceof LongText ? value : String(value);
  if (value.name === "NO_FILE") return `No file for ${name}`;
  return `ERROR: unexpected rpc fault [${value.code}] ${value.text}`;
}
