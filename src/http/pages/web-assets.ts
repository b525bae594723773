import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Exchange } from "../exchange.ts";

interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly encodings: { readonly identity: Buffer; readonly gzip: Buffer; readonly br: Buffer };
}

const types: Readonly<Record<string, string>> = {
  "app.js": "text/javascript; charset=utf-8",
  "search.js": "text/javascript; charset=utf-8",
  "app.css": "text/css; charset=utf-8",
  "plain.css": "text/css; charset=utf-8",
  "icon.svg": "image/svg+xml",
};

/** The page's files. They are read when first asked for, and served from memory, compressed as they lie. */
export class WebAssets {
  readonly #directory: () => string;
  #assets: ReadonlyMap<string, Asset> | undefined;

  constructor(directory: () => string) {
    this.#directory = directory;
  }

  /** Whether the page was built; without it only the plain pages are served. */
  get available(): boolean {
    return this.#load().has("app.js");
  }

  /** Address of a file, which changes when the file does; relative, so that any path before it will do. */
  href(name: string): string {
    return `assets/${name}?${this.#load().get(name)?.etag.slice(1, 9) ?? ""}`;
  }

  send(name: string, exchange: Exchange): void {
    if (exchange.method === "POST") {
      exchange.sendError(400);
      return;
    }
    const asset = this.#load().get(name);
    if (asset === undefined) {
      exchange.sendError(404);
      return;
    }
    const { request, response } = exchange;
    response.setHeader("ETag", asset.etag);
    response.setHeader("Vary", "Accept-Encoding");
    exchange.keepToOwnPages();
    const lasting = exchange.query.size > 0;
    response.setHeader("Cache-Control", lasting ? "private, max-age=31536000, immutable" : "no-cache");
    if (request.headers["if-none-match"]?.includes(asset.etag)) {
      response.statusCode = 304;
      response.end();
      return;
    }
    const accepted = request.headers["accept-encoding"] ?? "";
    const encoding = /\bbr\b/.test(accepted) ? "br" : /\bgzip\b/.test(accepted) ? "gzip" : "identity";
    if (encoding !== "identity") response.setHeader("Content-Encoding", encoding);
    exchange.send(200, asset.type, asset.encodings[encoding]);
  }

  #load(): ReadonlyMap<string, Asset> {
    if (this.#assets !== undefined) return this.#assets;
    const directory = this.#directory();
    this.#assets = new Map(
      Object.entries(types).flatMap(([name, type]): [string, Asset][] => {
        const path = join(directory, name);
        if (!existsSync(path)) return [];
        const identity = readFileSync(path);
        const etag = `"${createHash("sha256").update(identity).digest("hex").slice(0, 24)}"`;
        const encodings = { identity, gzip: readFileSync(`${path}.gz`), br: readFileSync(`${path}.br`) };
        return [[name, { type, etag, encodings }]];
      }),
    );
    return this.#assets;
  }
}
