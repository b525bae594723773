// The same with the library: appends each event to FILE as a line of JSON, [pid, type, data].
//
//     recording-listener.mjs FILE
import { appendFileSync } from "node:fs";
import { listen } from "supervisor-ts/listener";

const [, , file] = process.argv;
await listen((event) => {
  console.log("this is not for the protocol");
  const data = "data" in event ? event.data.toString("latin1") : "";
  appendFileSync(file, `${JSON.stringify([process.pid, event.type, data])}\n`);
  if (data.includes("throw")) throw new Error("as asked");
});
