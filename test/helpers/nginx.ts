/** A real nginx in the foreground, in a directory of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { ask } from "./http-client.ts";
import { until } from "./until.ts";

export const nginxPath = "/usr/sbin/nginx";

export interface Nginx extends AsyncDisposable {
  readonly url: string;
}

/** @param inServer What stands in its server { }. */
export async function startNginx(inServer: string): Promise<Nginx> {
  const directory = mkdtempSync(join(tmpdir(), "supervisor-nginx-"));
  const port = await freePort();
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${directory}/${kind};`)
    .join("\n");
  const configuration = join(directory, "nginx.conf");
  writeFileSync(
    configuration,
    `daemon off; master_process off; pid ${directory}/pid; error_log ${directory}/error.log;
events {}
http { access_log off; ${temporary}
server { listen 127.0.0.1:${port};
${inServer}
} }\n`,
  );
  const args = ["-p", directory, "-e", `${directory}/error.log`, "-c", configuration];
  const child: ChildProcess = spawn(nginxPath, args, { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  await until("nginx answers", async () => {
    if (child.exitCode !== null) throw new Error(`nginx ended:\n${readFileSync(`${directory}/error.log`, "utf8")}`);
    return ask(url).then(
      () => true,
      () => false,
    );
  });
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
