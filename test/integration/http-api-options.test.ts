/** How a process is configured, as the JSON API of a real daemon tells it. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, suite, test } from "node:test";
import { Daemon } from "../helpers/daemon.ts";
import { freePort } from "../helpers/free-port.ts";
import { askJson } from "../helpers/http-client.ts";

const included = `[program:web]
command=/bin/cat http://me:hidden@host/
process_name=%(program_name)s_%(process_num)d
numprocs=2
directory=/tmp
stopsignal=INT
exitcodes=0,2
environment=TOKEN="hidden",MODE="live"
`;

interface Options {
  readonly section: unknown;
  readonly options: readonly { readonly option: string; readonly value: unknown; readonly place: unknown }[];
  readonly environment: readonly string[];
}

suite("the options of a process", () => {
  let daemon: Daemon;
  let base = "";

  before(async () => {
    const port = await freePort();
    base = `http://127.0.0.1:${port}/api/v1`;
    daemon = await new Daemon({
      programs: `[inet_http_server]\nport=127.0.0.1:${port}\n[include]\nfiles=@DIR@/more.conf\n`,
      supervisord: "environment=SHARED=hidden",
      files: { "more.conf": included },
    }).start();
  });
  after(() => daemon?.stop());

  const read = async (): Promise<Options> => (await askJson(`${base}/processes/web:web_1/options`)).body as Options;
  const option = ({ options }: Options, name: string) => {
    const found = options.find((one) => one.option === name);
    return [found?.value, found?.place];
  };

  test("have their values and places; of the environment only the names are told, and no secret", async () => {
    const options = await read();
    const file = daemon.path("more.conf");
    assert.deepEqual(options.section, { name: "program:web", file, line: 1 });
    assert.deepEqual(option(options, "stopsignal"), ["INT", { file, line: 6 }]);
    assert.deepEqual(option(options, "exitcodes"), ["0,2", { file, line: 7 }]);
    assert.deepEqual(option(options, "directory"), ["/tmp", { file, line: 5 }]);
    assert.deepEqual(option(options, "autorestart"), ["unexpected", null]);
    assert.deepEqual(option(options, "user"), [null, null]);
    assert.deepEqual(options.environment, ["MODE", "SHARED", "TOKEN"]);
    assert.doesNotMatch(JSON.stringify(options), /hidden|live/);
  });

  test("keep the active values when the files say something else, and name no place for them", async () => {
    writeFileSync(daemon.path("more.conf"), `; moved\n${included.replace("stopsignal=INT", "stopsignal=QUIT")}`);
    const changed = await read();
    assert.deepEqual(option(changed, "stopsignal"), ["INT", null]);
    assert.deepEqual(option(changed, "directory"), ["/tmp", { file: daemon.path("more.conf"), line: 6 }]);
    writeFileSync(daemon.path("more.conf"), "[program:web]\nnonsense");
    const broken = await read();
    assert.deepEqual([broken.section, option(broken, "stopsignal")], [null, ["INT", null]]);
    assert.equal((await askJson(`${base}/processes/nobody/options`)).status, 404);
  });
});
