import assert from "node:assert/strict";
import { test } from "node:test";
import { activityTime, syslogTime, TimeText } from "./time-text.ts";

test("the text is worked out once a second", () => {
  let worked = 0;
  const time = new TimeText(() => `${++worked}`);
  assert.deepEqual(time.at(5_000), { text: "1", ms: 0 });
  assert.deepEqual(time.at(5_999), { text: "1", ms: 999 });
  assert.deepEqual(time.at(6_000), { text: "2", ms: 0 });
  assert.equal(time.at(1_000).text, "3");
});

test("times before 1970 have milliseconds too", () => {
  assert.equal(new TimeText(activityTime).at(-1).ms, 999);
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
    const last = Date.UTC(2026, 2, 29, 0, 59, 59);
    const time = new TimeText(activityTime);
    assert.equal(time.at(last).text, "2026-03-29 01:59:59");
    assert.equal(time.at(last + 1000).text, "2026-03-29 03:00:00");
  } finally {
    if (TZ === undefined) delete process.env["TZ"];
    else process.env["TZ"] = TZ;
  }
});
