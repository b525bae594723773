/** `/`, `/index.html` and `/tail.html` with the parameters of Supervisor's, and the files that they need. */

import type { Caller } from "../../control/caller.ts";
import type { Clock } from "../../system/system.ts";
import type { ApiContext } from "../api/api-context.ts";
import { encodePieces } from "../encode-pieces.ts";
import type { Exchange } from "../exchange.ts";
import { readBody } from "../read-body.ts";
import { confirmationPage, indexPage } from "./index-page.ts";
import { type ActionRequest, carryOut, isAction } from "./page-actions.ts";
import { mayAct } from "./page-origin.ts";
import { sendPage, sendPagePieces } from "./send-page.ts";
import { tailPage } from "./tail-page.ts";
import { WebAssets } from "./web-assets.ts";

type PageContext = Caller &
  Pick<ApiContext, "clock" | "version"> & {
    /** Where the built page lies. */
    readonly webDirectory: () => string;
  };

const assetsPrefix = "/assets/";
const formLimits = { maxBytes: 1 << 16, maxPauseMs: 30_000, budget: { bytes: 1 << 22 } };

/** Answers all of them. */
export function pages(shared: Omit<PageContext, "principal">): (exchange: Exchange) => void | Promise<void> {
  const assets = new WebAssets(shared.webDirectory);
  return async (exchange) => {
    const { path } = exchange;
    const context: PageContext = { ...shared, principal: exchange.principal };
    if (path === "/favicon.ico") assets.send("icon.svg", exchange);
    else if (path.startsWith(assetsPrefix)) assets.send(path.slice(assetsPrefix.length), exchange);
    else if (path === "/tail.html") await answerTail(exchange, context, assets);
    else await answerIndex(exchange, context, assets);
  };
}

async function answerTail(exchange: Exchange, context: PageContext, assets: WebAssets): Promise<void> {
  const fields = await fieldsOf(exchange, context.clock);
  if (fields === undefined) return;
  const page = await encodePieces(await tailPage(context, fields, assets), context.slices);
  if (page === undefined) exchange.sendError(500);
  else sendPagePieces(exchange, page);
}

async function answerIndex(exchange: Exchange, context: PageContext, assets: WebAssets): Promise<void> {
  const { control, version } = context;
  const fields = await fieldsOf(exchange, context.clock);
  if (fields === undefined) return;
  const action = fields.get("action") ?? "";
  if (action === "") {
    sendPage(exchange, indexPage({ control, version, assets, message: fields.get("message") ?? undefined }));
    return;
  }
  const request: ActionRequest = { action, processName: fields.get("processname") ?? undefined };
  if (!isAction(request)) {
    exchange.sendError(500);
    return;
  }
  // Who only asks for the headers wants nothing done.
  if (exchange.method === "HEAD" && action !== "refresh") {
    exchange.response.setHeader("Allow", "GET, POST");
    exchange.sendError(405);
    return;
  }
  // A POST of another origin has been refused at the door.
  if (exchange.method !== "POST" && action !== "refresh" && !mayAct(exchange.request.headers)) {
    sendPage(exchange, confirmationPage(action, request.processName, assets), 403);
    return;
  }
  const message = await carryOut(context, request, () => new Date(control.nowWallMs));
  const { response } = exchange;
  response.setHeader("Location", `${addressOf(exchange)}?message=${encodeURIComponent(message)}`);
  response.setHeader("Cache-Control", "no-store");
  exchange.send(301, "text/html", "");
}

/** Query and form together: the first value of a name in the query counts, the last in a form, and the form wins. */
async function fieldsOf(exchange: Exchange, clock: Clock): Promise<URLSearchParams | undefined> {
  const fields = new URLSearchParams();
  for (const [name, value] of exchange.query) if (!fields.has(name)) fields.set(name, value);
  if (exchange.method !== "POST") return fields;
  const body = await readBody(exchange, formLimits, clock);
  if (body.kind !== "complete") {
    exchange.sendError(body.kind === "too-large" ? 413 : 400);
    return undefined;
  }
  for (const [name, value] of new URLSearchParams(body.bytes.toString("utf8"))) fields.set(name, value);
  return fields;
}

/** Where the visitor's browser finds this page: a reverse proxy tells what it has changed. */
function addressOf({ request }: Exchange): string {
  const { host } = request.headers;
  const told = (name: string): string | undefined => request.headers[name]?.toString().split(",")[0]?.trim();
  const prefix = told("x-forwarded-prefix")?.replace(/\/+$/, "") ?? "";
  const shown = told("x-forwarded-host") ?? host;
  if (shown === undefined || !/^[\w.:[\]-]+$/.test(shown) || !/^(?:\/[\w.~%/-]*)?$/.test(prefix)) return "/";
  const scheme = told("x-forwarded-proto") === "https" ? "https" : "http";
  return `${scheme}://${shown}${prefix}/`;
}
