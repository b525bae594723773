// A program that crashes now and then, to be seen coming back under a new pid.
const seconds = 5 + Math.random() * 10;
console.log(`will crash in ${Math.round(seconds)} s`);
setTimeout(() => {
  throw new Error("now and then");
}, seconds * 1000);
