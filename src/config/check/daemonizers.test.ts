import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FakeSystem } from "../../system/fake-system.ts";
import { commandWords } from "./command-words.ts";
import { daemonizers } from "./daemonizers.ts";
import { findDaemonizing } from "./daemonizes.ts";

function find(command: string, system: FakeSystem = new FakeSystem(), directory?: string) {
  const words = commandWords(command)?.map(({ text }) => text) ?? [];
  return findDaemonizing(words, { files: system.files, directory });
}

describe("a row of the table", () => {
  for (const row of daemonizers) {
    test(`${row.title}: is known by its name, and content with what it says itself`, () => {
      const [name = ""] = row.title.split(/[ ,]/);
      const strings = (options: typeof row.foreground) => (options ?? []).filter((each) => typeof each === "string");
      for (const option of strings(row.background)) assert.ok(find(`${name} ${option} x`), `${name} ${option}`);
      if (row.background !== undefined && row.command === undefined) assert.equal(find(name), undefined);
      if (row.foreground !== undefined && row.background === undefined) {
        assert.ok(find(name), name);
        for (const option of strings(row.foreground)) assert.equal(find(`${name} ${option}`), undefined, option);
      }
      const { mend } = row;
      if ("add" in mend) assert.equal(find(`${name} start ${mend.add}`), undefined, mend.add);
    });
  }
});

describe("findDaemonizing", () => {
  const background = [
    "/usr/sbin/nginx",
    "nginx -g 'pid /x;'",
    "php-fpm -c x",
    "celery -A app multi start w1",
    "docker run -dit img",
    "docker compose -f x up --detach",
    "service x restart",
    "/etc/init.d/x start",
    "systemctl start x",
    "screen -dmS x y",
    "slapd -h ldap:///",
    "ssh -fN host",
    "sh -c 'a; nginx'",
    "sh -c 'A=1 exec env B=2 sshd > /x 2>&1'",
    "bash -exo pipefail -c nginx",
    "sh -c 'node app.js &'",
  ];
  for (const command of background) test(`finds: ${command}`, () => assert.ok(find(command)));

  const foreground = [
    "nginx-exporter",
    "my-nginx",
    "nginx -t",
    "celery -A app worker -n multi@x",
    "docker run img -x",
    "docker-proxy -d",
    "gunicorn --bind=:80 -c x -w 4 app:app",
    "ssh host tail -f x",
    "ssh -N -L 80:x:80 host",
    "tail -f nginx",
    "sh -c 'nginx && sleep infinity'",
    "sh -c 'while sshd; do :; done'",
    "sh script.sh -c nginx",
    "slapd -d 256",
    "systemctl status x",
    "dbus-daemon --session",
    "memcached -u d",
    "redis-server --port 1",
    "timeout",
    "env",
    "sudo -u www",
    "",
  ];
  for (const command of foreground) test(`leaves alone: ${command}`, () => assert.equal(find(command), undefined));

  test("reads the program's own configuration", () => {
    const system = new FakeSystem();
    system.files.makeDirectory("/etc/nginx");
    system.files.makeDirectory("/etc/php/8.2/fpm");
    const unknown = find("nginx", system);
    assert.ok(unknown?.kind === "program" && unknown.uncertain);
    system.files.put("/etc/nginx/nginx.conf", "# daemon off;\nuser www;\n");
    const found = find("nginx", system);
    assert.ok(found?.kind === "program" && !found.uncertain && found.file === "/etc/nginx/nginx.conf");
    system.files.put("/etc/nginx/nginx.conf", "user www;\ndaemon off;\n");
    assert.equal(find("nginx", system), undefined);
    assert.ok(find("nginx -c /other.conf", system));
    system.files.put("/etc/php/8.2/fpm/php-fpm.conf", "[global]\ndaemonize = no\n");
    assert.equal(find("php-fpm8.2", system), undefined);
    system.files.put("/r.conf", "port 1\ndaemonize yes\n");
    assert.ok(find("redis-server /r.conf", system));
    assert.equal(find("redis-server r.conf", system, "/tmp"), undefined);
    system.files.put("/tmp/r.conf", "daemonize yes\n");
    assert.ok(find("redis-server r.conf", system, "/tmp"));
  });
});
