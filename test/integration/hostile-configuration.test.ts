import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { Daemon } from "../helpers/daemon.ts";
import { until } from "../helpers/until.ts";

test("names, paths and arguments that look like shell are never executed as such", async () => {
  await using daemon = new Daemon({
    programs: `[program:$(touch\${IFS}x)]
command=/bin/echo '$(touch @DIR@/a)' ";touch @DIR@/b" \`touch @DIR@/c\` "&&" touch @DIR@/d
process_name=p-\`touch-e\`
autorestart=false
startsecs=0
stdout_logfile=@DIR@/out-$(touch f).log
environment=X="$(touch @DIR@/g)"
`,
  });
  await daemon.start();
  await until("it has ended", async () => [...(await daemon.states()).values()].join() === "EXITED");
  const files = readdirSync(daemon.directory);
  for (const name of ["a", "b", "c", "d", "e", "f", "g", "x"]) assert.ok(!existsSync(daemon.path(name)), name);
  assert.ok(files.includes("out-$(touch f).log"), files.join(" "));
  const expected = `$(touch ${daemon.directory}/a) ;touch ${daemon.directory}/b \`touch ${daemon.directory}/c\` && touch ${daemon.directory}/d\n`;
  assert.equal(daemon.read("out-$(touch f).log"), expected);
});
