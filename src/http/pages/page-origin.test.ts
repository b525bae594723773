import assert from "node:assert/strict";
import { test } from "node:test";
import { mayAct } from "./page-origin.ts";

const host = "box:9001";
const browser = { "user-agent": "Mozilla/5.0" };

test("a GET may act for scripts, the address bar and the daemon's own pages, and for nobody else", () => {
  const cases: readonly (readonly [Readonly<Record<string, string>>, boolean])[] = [
    [{}, true],
    [{ "user-agent": "curl/8" }, true],
    [{ "sec-fetch-site": "same-origin", ...browser }, true],
    [{ "sec-fetch-site": "none", ...browser }, true],
    [{ referer: "http://box:9001/index.html", ...browser }, true],
    [{ referer: "http://op:pw@BOX:9001/", ...browser }, true],
    [{ "sec-fetch-site": "cross-site" }, false],
    [{ "sec-fetch-site": "same-site" }, false],
    [{ origin: "http://evil" }, false],
    [{ referer: "http://evil/", ...browser }, false],
    [{ referer: "http://evil/?http://box:9001/", ...browser }, false],
    [{ referer: "http://box:9001@evil/", ...browser }, false],
    [{ referer: "http://evil/" }, false],
    [browser, false],
    [{ "upgrade-insecure-requests": "1" }, false],
    [{ "sec-fetch-site": "same-origin", "sec-purpose": "prefetch" }, false],
  ];
  for (const [headers, allowed] of cases) assert.equal(mayAct({ host, ...headers }), allowed, JSON.stringify(headers));
});
