// A worker: takes a job every second, finishes the one at hand when asked to stop.
let job = 0;
const timer = setInterval(() => console.log(`${process.env.SUPERVISOR_PROCESS_NAME}: job ${++job} done`), 1000);
process.on("SIGTERM", () => {
  clearInterval(timer);
  console.log(`${process.env.SUPERVISOR_PROCESS_NAME}: stopping after ${job} jobs`);
});
