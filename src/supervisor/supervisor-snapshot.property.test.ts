/**
 * A whole daemon can be put down and taken up again at any moment: everything it knows goes through JSON into new objects
 * over the same children, pipes, sockets and files, and nothing that anybody can see is different from a daemon that was
 * never touched. Its listeners, FastCGI programs, leftovers, notes, ticks and its own end are under way meanwhile.
 */
import { test } from "node:test";
import { checkReplacedDaemons } from "../../test/helpers/replaced-daemons.ts";

// test/long has more of them.
const lives = 150;

test(`${lives} whole daemons that are replaced at any moments cannot be told from those that are not`, async () => {
  await checkReplacedDaemons(lives);
});
