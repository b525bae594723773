import type { Control, ControlledProcess } from "../../control/control.ts";
import { describeProcess } from "../../control/description.ts";
import { allProcesses, nameOf } from "../../control/find.ts";
import { type Html, html } from "./html.ts";
import type { WebAssets } from "./web-assets.ts";

export interface IndexPageOptions {
  readonly control: Control;
  readonly version: string;
  readonly assets: WebAssets;
  /** How the last action went. */
  readonly message: string | undefined;
}

/** The page: the application, and for browsers without scripts a table of forms. */
export function indexPage({ control, version, assets, message }: IndexPageOptions): Html {
  const application = assets.available
    ? html`<link rel="stylesheet" href="${assets.href("app.css")}">
<script type="module" src="${assets.href("app.js")}"></script>
`
    : undefined;
  const plain = html`<link rel="stylesheet" href="${assets.href("plain.css")}">
<h1>Supervisor status</h1>
${message === undefined ? undefined : html`<p class="status_msg" id="statusmessage">${message}</p>`}
<p>${button("refresh", "Refresh")} ${button("restartall", "Restart All")} ${button("stopall", "Stop All")}</p>
${table(allProcesses({ control }))}
<footer>Supervisor ${version}</footer>`;
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Supervisor Status</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${assets.href("icon.svg")}" type="image/svg+xml">
${application}</head>
<body>
<div id="app"></div>
${assets.available ? html`<noscript>${plain}</noscript>` : plain}
</body>
</html>
`;
}

/** Asks a browser that may have been sent here by another site whether its user means it. */
export function confirmationPage(action: string, processName: string | undefined, assets: WebAssets): Html {
  const what = processName ? `${action} ${processName}` : action;
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Supervisor: ${what}?</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${assets.href("plain.css")}">
</head>
<body>
<h1>${what}?</h1>
<p>A link from elsewhere asks for this. Nothing has been done yet.</p>
<p>${button(action, what, processName)} <a href="index.html">Back to the status</a></p>
</body>
</html>
`;
}

function table(processes: readonly ControlledProcess[]): Html {
  if (processes.length === 0) return html`<p>No programs to manage</p>`;
  return html`<table>
<thead><tr><th scope="col">State</th><th scope="col">Description</th><th scope="col">Name</th><th scope="col">Action</th></tr></thead>
<tbody>
${processes.map(row)}</tbody>
</table>`;
}

function row(process: ControlledProcess): Html {
  const name = nameOf(process);
  const state = process.state.name;
  const tail = `tail.html?processname=${encodeURIComponent(name)}`;
  return html`<tr><td class="${toneOf(state)}">${state.toLowerCase()}</td><td>${describeProcess(process)}</td><td><a href="${tail}">${name}</a></td><td>${actions(name, state)}
${button("clearlog", "Clear Log", name)}
<a href="logtail/${encodeURIComponent(name)}">Tail -f Stdout</a> <a href="logtail/${encodeURIComponent(name)}/stderr">Tail -f Stderr</a></td></tr>
`;
}

function actions(name: string, state: string): Html | undefined {
  if (state === "RUNNING") return html`${button("restart", "Restart", name)} ${button("stop", "Stop", name)}`;
  const startable = state === "STOPPED" || state === "EXITED" || state === "FATAL";
  return startable ? button("start", "Start", name) : undefined;
}

function toneOf(state: string): string {
  if (state === "RUNNING") return "statusrunning";
  return state === "FATAL" || state === "BACKOFF" ? "statuserror" : "statusnominal";
}

function button(action: string, label: string, processName?: string): Html {
  const about = processName ? html`<input type="hidden" name="processname" value="${processName}">` : undefined;
  return html`<form method="post" action="index.html"><input type="hidden" name="action" value="${action}">${about}<button type="submit">${label}</button></form>`;
}
