import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { Credentials } from "./credentials.ts";

function basic(text: string | Uint8Array): string {
  return `Basic ${Buffer.from(text).toString("base64")}`;
}

const sha = `{SHA}${createHash("sha1").update("p:w").digest("hex")}`;

describe("Credentials", () => {
  for (const [kind, password] of [
    ["plain", "p:w"],
    ["hashed", sha],
  ] as const) {
    it(`accepts the right ones, ${kind}`, () => {
      const credentials = new Credentials({ username: "us\u00e9r", password });
      assert.equal(credentials.accept(basic("us\u00e9r:p:w")), true);
      assert.equal(credentials.accept(basic("us\u00e9r:p:w").replace("Basic", "bASIC  ")), true);
    });

    it(`refuses all others, ${kind}`, () => {
      const credentials = new Credentials({ username: "user", password });
      for (const header of [
        undefined,
        "",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic =",
        "Bearer abc",
        basic(""),
        basic(":"),
        basic("user"),
        basic("user:"),
        basic("user:p"),
        basic("user:p:w "),
        basic("user:p:W"),
        basic("User:p:w"),
        basic(":p:w"),
        basic("userp:w"),
        basic(`user:${sha}`),
        basic(`user:${sha.slice(5)}`),
        basic(Uint8Array.of(0xff, 0x3a, 0xfe)),
        `${basic("user:p:w")},x`,
        `Digest ${basic("user:p:w").slice(6)}`,
        "Basic ".repeat(10_000),
      ]) {
        assert.equal(credentials.accept(header), false, header?.slice(0, 60));
      }
    });
  }

  it("never accepts an empty name without its colon", () => {
    assert.equal(new Credentials({ username: "", password: "x" }).accept(basic("x")), false);
  });

  it("takes the digest of a password literally, lower case as it is", () => {
    const upper = { username: "user", password: `{SHA}${sha.slice(5).toUpperCase()}` };
    assert.equal(new Credentials(upper).accept(basic("user:p:w")), false);
  });
});
