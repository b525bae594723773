// Prints a number every 100 ms; ends with status 0 on SIGTERM after saying so.
let n = 0;
const timer = setInterval(() => console.log(++n), 100);
process.on("SIGTERM", () => {
  clearInterval(timer);
  console.log("terminated");
});
