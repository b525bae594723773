import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import { SupervisorClient } from "../client/supervisor-client.ts";
import { jsonResponseType } from "../xmlrpc/json-response.ts";
import { renderCall } from "../xmlrpc/render-response.ts";
import type { XmlRpcValue } from "../xmlrpc/value.ts";
import { exchange, HttpFixture, post } from "./http-fixture.ts";

const fixture = new HttpFixture();
after(() => fixture.close());
fixture.control.program("cat");
fixture.control.log.path = fixture.path("main.log");
writeFileSync(fixture.control.log.path, "a line\n");
const port = await fixture.port();

async function answer(accept: string | undefined, method: string, params: readonly XmlRpcValue[] = []) {
  const headers = accept === undefined ? "" : `Accept: ${accept}\r\n`;
  const [head = "", body = ""] = (await exchange(port, post(renderCall(method, params), headers))).split("\r\n\r\n");
  return { type: /^content-type: (.*)$/im.exec(head)?.[1], body };
}

describe("an answer is XML", () => {
  for (const accept of [undefined, "*/*", "text/xml", "application/json, text/plain, */*"]) {
    test(`for a client that accepts ${accept}`, async () => {
      const { type, body } = await answer(accept, "supervisor.getIdentification");
      assert.equal(type, "text/xml");
      assert.match(body, /^<\?xml version='1.0'\?>\n<methodResponse>/);
    });
  }

  test("where it is a log, whatever the client accepts", async () => {
    const { type } = await answer(jsonResponseType, "supervisor.readLog", [0, 0]);
    assert.equal(type, "text/xml");
  });
});

describe("an answer is JSON for a client that knows it", () => {
  const accept = `${jsonResponseType}, text/xml`;

  test("a result", async () => {
    const { type, body } = await answer(accept, "supervisor.getAllProcessInfo");
    assert.equal(type, jsonResponseType);
    assert.equal(JSON.parse(body).result[0].name, "cat");
  });

  test("a fault", async () => {
    const { type, body } = await answer(accept, "supervisor.getProcessInfo", ["nobody"]);
    assert.equal(type, jsonResponseType);
    assert.deepEqual(JSON.parse(body), { faultCode: 10, faultString: "BAD_NAME: nobody" });
  });
});

test("our own client sees the same by both", async () => {
  const client = new SupervisorClient(`http://127.0.0.1:${port}`);
  const [byJson] = await client.getAllProcessInfo();
  const [byXml] = (
    await client.multicall([
      { method: "supervisor.readLog", params: [0, 0] },
      { method: "supervisor.getAllProcessInfo" },
    ])
  ).slice(1);
  assert.ok(byXml?.ok);
  const [process] = byXml.value as unknown as [typeof byJson];
  assert.deepEqual({ ...process, now: 0, description: "" }, { ...byJson, now: 0, description: "" });
  client.close();
});
