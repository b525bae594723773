import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "../system/fake-clock.ts";
import { activityTime, syslogTime, TimeText } from "./time-text.ts";

test("the text is worked out once a second", () => {
  const clock = new FakeClock();
  let worked = 0;
  const time = new TimeText(clock, () => `${++worked}`);
  assert.deepEqual([time.now().ms, time.now().text], [0, "1"]);
  clock.advance(999);
  assert.deepEqual(time.now(), { text: "1", ms: 999 });
  clock.advance(1);
  assert.deepEqual(time.now(), { text: "2", ms: 0 });
  clock.jumpWall(-5_000);
  assert.equal(time.now().text, "3");
});

test("times before 1970 have milliseconds too", () => {
  const clock = new FakeClock();
  clock.jumpWall(-clock.wallMs() - 1);
  assert.equal(new TimeText(clock, activityTime).now().ms, 999);
});

test("dates are padded as each format wants it", () => {
  const date = new Date(2026, 0, 2, 3, 4, 5);
  assert.equal(activityTime(date), "2026-01-02 03:04:05");
  assert.equal(syslogTime(date), "Jan  2 03:04:05");
});

test("daylight saving is followed within the day", () => {
  const { TZ } = process.env;
  process.env["TZ"] = "Europe/Berlin";
  try {
    const clock = new FakeClock();
    clock.jumpWall(Date.UTC(2026, 2, 29, 0, 59, 59) - clock.wallMs());
    const time = new TimeText(clock, activityTime);
    assert.equal(time.now().text, "2026-03-29 01:59:59");
    clock.advance(1000);
    assert.equal(time.now().text, "2026-03-29 03:00:00");
  } finally {
    if (TZ === undefined) delete process.env["TZ"];
    else process.env["TZ"] = TZ;
  }
});
