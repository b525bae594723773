/** A socket that root makes in a directory of somebody else's, who swaps names while that happens. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FakeControl } from "../../src/control/fake-control.ts";
import { openServers } from "../../src/http/open-servers.ts";
import { nodeSystem } from "../../src/system/node-system.ts";
import { root } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";

const nobody = 65_534;
const attempts = 40;
const needsRoot = process.getuid?.() === 0 ? false : "needs root";
const { skip: needsPython } = requires("/usr/bin/python3");

test("a directory's owner cannot make root give him another file", { skip: needsRoot || needsPython }, async () => {
  const scratch = mkdtempSync(join(tmpdir(), "supervisor-attack-"));
  chmodSync(scratch, 0o755);
  const victim = join(scratch, "root-only");
  writeFileSync(victim, "secret", { mode: 0o600 });
  const attackers: ChildProcess[] = [];
  try {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const directory = join(scratch, String(attempt));
      mkdirSync(directory);
      chownSync(directory, nobody, nobody);
      const attacker = spawn("/usr/bin/python3", [join(root, "test/programs/swap-sockets.py"), directory, victim], {
        uid: nobody,
        gid: nobody,
        stdio: ["ignore", "pipe", "inherit"],
      });
      attackers.push(attacker);
      await once(attacker.stdout, "data");
      const file = join(directory, "s.sock");
      const chown = { uid: nobody, gid: nobody };
      const server = {
        kind: "unix",
        section: "unix_http_server",
        file,
        chmod: 0o777,
        request_maxbytes: 1 << 20,
      } as const;
      const opened = await openServers(
        { servers: [{ ...server, chown, credentials: undefined }], rpcInterfaces: [] },
        { control: new FakeControl(), system: nodeSystem, version: "5.0.0", say: () => {} },
      );
      attacker.kill("SIGKILL");
      await once(attacker, "exit");
      if (opened.ok) await opened.servers.close();
      const { uid, gid, mode } = statSync(victim);
      assert.deepEqual({ uid, gid, mode: mode & 0o7777 }, { uid: 0, gid: 0, mode: 0o600 }, `attempt ${attempt}`);
    }
  } finally {
    for (const attacker of attackers) attacker.kill("SIGKILL");
    rmSync(scratch, { recursive: true });
  }
});
