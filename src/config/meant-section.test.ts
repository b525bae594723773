import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { emptySection } from "./ini/ini-document.ts";
import { meantSection } from "./meant-section.ts";
import { suggest } from "./suggest.ts";

function meant(name: string, withCommand = true): string | undefined {
  const section = emptySection(name, "c.conf", 1);
  const entry = { key: "command", value: "/bin/x", file: "c.conf", line: 2, comment: undefined };
  if (withCommand) section.entries.set("command", entry);
  return meantSection(section, suggest);
}

describe("meantSection", () => {
  test("takes a section with a command for a program, whatever stands between the words", () => {
    for (const name of ["web", "Program:web", "programs:web", "program web", "program.web", "program-web"]) {
      assert.equal(meant(name), "program:web", name);
    }
    for (const name of ["progam:web", "PROGRAM_web", "program : web", "program::web", "progam web"]) {
      assert.equal(meant(name), "program:web", name);
    }
    assert.equal(meant("my web app"), "program:my-web-app");
    assert.equal(meant("program"), "program:name");
    assert.equal(meant("event-listener:x"), "eventlistener:x");
    assert.equal(meant("fcgi-program.php"), "fcgi-program:php");
  });

  test("knows the other kinds by their names only", () => {
    assert.equal(meant("web", false), undefined);
    assert.equal(meant("Group:g", false), "group:g");
    assert.equal(meant("supervisor", false), "supervisord");
    assert.equal(meant("inet_http_sever", false), "inet_http_server");
    assert.equal(meant("rpc-interface:supervisor", false), "rpcinterface:supervisor");
  });
});
