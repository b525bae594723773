import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { configurationSearchPath, findConfigurationFile, noConfigurationMessage } from "./search-path.ts";

describe("the search for a configuration", () => {
  test("looks above the program first, then here, then in /etc", () => {
    assert.deepEqual(configurationSearchPath("/opt/s/bin/supervisord"), [
      "/opt/s/etc/supervisord.conf",
      "/opt/s/supervisord.conf",
      "supervisord.conf",
      "etc/supervisord.conf",
      "/etc/supervisord.conf",
      "/etc/supervisor/supervisord.conf",
    ]);
  });

  test("takes the first that exists", () => {
    const existing = ["/etc/supervisord.conf", "etc/supervisord.conf"];
    const found = findConfigurationFile("/usr/bin/supervisord", (path) => existing.includes(path));
    assert.equal(found, "etc/supervisord.conf");
    assert.equal(
      findConfigurationFile("/usr/bin/supervisord", () => false),
      undefined,
    );
  });

  test("says where it looked", () => {
    assert.equal(
      noConfigurationMessage("/usr/bin/supervisord"),
      "No config file found at default paths (/usr/etc/supervisord.conf, /usr/supervisord.conf, supervisord.conf, " +
        "etc/supervisord.conf, /etc/supervisord.conf, /etc/supervisor/supervisord.conf); use the -c option to specify a " +
        "config file at a different path",
    );
  });
});
