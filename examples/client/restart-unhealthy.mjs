// Prints every program, follows one log until it has said "ready", and starts what is FATAL once more.
//
//     node examples/client/restart-unhealthy.mjs unix:///tmp/supervisor.sock web
import { SupervisorClient, SupervisorFault } from "supervisor-ts/client";

const [serverUrl = "http://localhost:9001", watched] = process.argv.slice(2);
const client = new SupervisorClient(serverUrl);
try {
  for (const { group, name, statename, description } of await client.getAllProcessInfo()) {
    console.log(`${group}:${name} is ${statename} (${description})`);
    if (statename !== "FATAL") continue;
    try {
      await client.startProcess(`${group}:${name}`, true, { timeoutMs: 10_000 });
      console.log(`${group}:${name} is up again`);
    } catch (error) {
      if (!(error instanceof SupervisorFault)) throw error;
      console.log(`${group}:${name} does not come up: ${error.message}`);
    }
  }
  if (watched !== undefined) {
    let text = "";
    for await (const chunk of client.followProcessLog(watched)) {
      text += chunk;
      if (text.includes("ready")) break;
    }
    console.log(`${watched} is ready`);
  }
} finally {
  client.close();
}
