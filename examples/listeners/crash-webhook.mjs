// An event listener that posts a line of JSON to a webhook when a program crashes, and when Supervisor gives one up.
//
//     [eventlistener:crash_webhook]
//     command = node /path/to/crash-webhook.mjs https://example.org/hook
//     events = PROCESS_STATE_EXITED,PROCESS_STATE_FATAL
//     buffer_size = 100
//
// A webhook that does not answer makes the event come again; Supervisor keeps up to buffer_size of them meanwhile.
import { hostname } from "node:os";
import { listen } from "supervisor-ts/listener";

const [, , url] = process.argv;
if (url === undefined) {
  process.stderr.write("usage: crash-webhook.mjs URL\n");
  process.exit(2);
}

await listen(async (event) => {
  if (event.type === "PROCESS_STATE_EXITED" && !event.expected) await post(event, "crashed");
  if (event.type === "PROCESS_STATE_FATAL") await post(event, "gave up");
});

async function post({ process, group, from, header }, what) {
  const body = JSON.stringify({ host: hostname(), server: header.server, process, group, from, what });
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}
