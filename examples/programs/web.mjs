// A web application of one page. It ends cleanly on SIGTERM.
import { createServer } from "node:http";

const port = Number(process.argv[2] ?? 9080);
const server = createServer((request, response) => {
  console.log(`${request.method} ${request.url}`);
  response.end(`Hello from pid ${process.pid}, up for ${Math.round(process.uptime())} s.\n`);
});
server.listen(port, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${port}/`));
process.on("SIGTERM", () => {
  console.log("bye");
  server.close();
  server.closeAllConnections();
});
