// Writes lines as servers do: coloured levels on stdout, now and then a line on stderr.
// Usage: chatty.mjs [milliseconds between lines] [milliseconds of work each second]
const [pauseMs = "400", workMs = "0"] = process.argv.slice(2);
const paths = ["/", "/cart", "/checkout", "/api/orders/1423", "/api/orders?state=open&limit=50", "/assets/app.js"];
const colours = { DEBUG: 90, INFO: 32, WARN: 33, ERROR: 31 };
let count = 0;

function level() {
  if (count % 41 === 0) return "ERROR";
  if (count % 13 === 0) return "WARN";
  return count % 3 === 0 ? "DEBUG" : "INFO";
}

setInterval(() => {
  count++;
  const name = level();
  const took = ((count * 37) % 180) + 3;
  const time = new Date().toISOString();
  const path = paths[(count * 7) % paths.length];
  const line = `\x1b[2m${time}\x1b[0m \x1b[${colours[name]}m${name.padEnd(5)}\x1b[0m GET ${path} \x1b[1m${name === "ERROR" ? 502 : 200}\x1b[0m \x1b[36m${took} ms\x1b[0m`;
  if (name === "ERROR") process.stderr.write(`${line} upstream timed out while reading the response header\n`);
  else process.stdout.write(`${line}\n`);
}, Number(pauseMs));

setInterval(() => {
  const until = performance.now() + Number(workMs) * (0.4 + Math.random());
  while (performance.now() < until);
}, 1_000);
