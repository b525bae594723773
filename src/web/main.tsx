/** The page of supervisord: a client of the JSON API below api/v1, and of nothing else. */
import { render } from "preact";
import { connect, connection } from "./state/daemon.ts";
import { listenToKeys } from "./state/keyboard.ts";
import { followEnd, showTimes, stepMatch, wrapLines } from "./state/log-choices.ts";
import { followAddress, forgetFailures, say } from "./state/page.ts";
import { applyTheme } from "./state/theme.ts";
import { watchConfiguration } from "./state/watch-configuration.ts";
import { App } from "./view/app.tsx";

applyTheme();
followAddress();
connect();
listenToKeys({
  toggleFollow: () => followEnd.update((on) => !on),
  toggleWrap: () => wrapLines.update((on) => !on),
  toggleTimes: () => showTimes.update((on) => !on),
  step: (by) => stepMatch.set({ by }),
});

const message = new URLSearchParams(location.search).get("message");
if (message) say("done", message);

watchConfiguration();
connection.watch(() => {
  if (connection.value === "open") forgetFailures();
});

const root = document.getElementById("app");
if (root !== null) render(<App />, root);
