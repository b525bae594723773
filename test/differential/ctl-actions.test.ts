/** As ctl.test.ts does; the longest scenario, in a file of its own so that it runs beside the others. */
import { after, before, describe, test } from "node:test";
import { peerSupervisorctl, peerSupervisord } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { Comparison, titleOf } from "./ctl-comparison.ts";
import { actions } from "./ctl-scenarios/actions.ts";

describe(`supervisorctl: ${actions.title}`, requires(peerSupervisord, peerSupervisorctl), () => {
  const comparison = new Comparison(actions);
  before(() => comparison.open());
  after(() => comparison.close());
  for (const step of actions.steps) test(titleOf(step), () => comparison.check(step));
});
