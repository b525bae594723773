/** What buttons and keys do. What cannot be taken back asks first. */
import type { Result } from "../../http/api/shapes.ts";
import {
  act,
  clearLogs,
  clearMainLog,
  end,
  Refused,
  readConfiguration,
  sendSignal,
  updateConfiguration,
} from "./api-client.ts";
import { processes } from "./daemon.ts";
import { count } from "./format.ts";
import { configuration, question, say, selection, show } from "./page.ts";

/** As many as the daemon follows for one page. */
const mostLogs = 50;

/** The logs of some processes; of several, together. */
export function showLogs(ids: readonly string[]): void {
  const [id] = ids;
  if (ids.length === 1 && id !== undefined) show({ kind: "process", id, tab: "logs" });
  else if (ids.length > mostLogs)
    say("failed", `Logs of ${ids.length} processes: at most ${mostLogs} can be shown together`);
  else show({ kind: "logs", ids });
}

export function start(ids: readonly string[]): void {
  void report(() => act("start", ids), "Nothing to start: they all run");
}

export function stop(ids: readonly string[]): void {
  const running = ids.filter((id) => ["RUNNING", "STARTING", "BACKOFF"].includes(processes.value.get(id)?.state ?? ""));
  question.set({
    title: running.length === 1 ? `Stop ${running[0]}?` : `Stop ${count(running.length, "process", "processes")}?`,
    text:
      running.length === 1
        ? "It gets its stop signal, and is killed when it has not ended in time. It stays down until it is started again."
        : "Each gets its stop signal, and is killed when it has not ended in time. They stay down until they are started again.",
    items: running,
    confirm: "Stop",
    danger: true,
    act: () => void report(() => act("stop", running), "Nothing to stop"),
  });
}

export function restart(ids: readonly string[]): void {
  question.set({
    title: ids.length === 1 ? `Restart ${ids[0]}?` : `Restart ${count(ids.length, "process", "processes")}?`,
    text:
      ids.length === 1
        ? "It is stopped if it runs, then started with the configuration that is active."
        : "Those that run are stopped, then all are started with the configuration that is active.",
    items: ids,
    confirm: "Restart",
    danger: false,
    act: () => void report(() => act("restart", ids), "Nothing to restart"),
  });
}

export function signal(ids: readonly string[]): void {
  question.set({
    title: ids.length === 1 ? `Signal ${ids[0]}` : `Signal ${count(ids.length, "process", "processes")}`,
    text:
      ids.length === 1
        ? "Sent to the process itself, not to its children."
        : "Sent to the processes themselves, not to their children.",
    items: ids,
    confirm: "Send",
    danger: false,
    signal: true,
    act: (name) => void report(() => sendSignal(name, ids), "None of them has a process"),
  });
}

export function clear(ids: readonly string[]): void {
  question.set({
    title:
      ids.length === 1
        ? `Clear the logs of ${ids[0]}?`
        : `Clear the logs of ${count(ids.length, "process", "processes")}?`,
    text: "What stands in stdout and stderr logs is deleted; rotated files stay.",
    items: ids,
    confirm: "Clear logs",
    danger: true,
    act: () => void report(() => clearLogs(ids), "Nothing to clear"),
  });
}

export function clearMain(): void {
  question.set({
    title: "Clear supervisord's own log?",
    text: "What stands in it is deleted; rotated files stay.",
    items: [],
    confirm: "Clear log",
    danger: true,
    act: () => void report(() => clearMainLog().then(() => undefined), ""),
  });
}

export function endDaemon(action: "shutdown" | "restart"): void {
  const shutdown = action === "shutdown";
  question.set({
    title: shutdown ? "Shut supervisord down?" : "Restart supervisord?",
    text: shutdown
      ? "Every process is stopped, then supervisord ends, and this page with it. It cannot be started again from here."
      : "Every process is stopped, then supervisord starts afresh with the configuration files as they are now.",
    items: [],
    confirm: shutdown ? "Shut down" : "Restart",
    danger: true,
    act: () => void report(() => end(action).then(() => undefined), ""),
  });
}

export function update(groups: readonly string[]): void {
  question.set({
    title: `Update ${count(groups.length, "group", "groups")}?`,
    text:
      groups.length === 1
        ? "If it changed or disappeared it is stopped first."
        : "Groups that changed or disappeared are stopped first.",
    items: groups,
    confirm: "Update",
    danger: true,
    act: () =>
      void report(() => updateConfiguration(groups), "Nothing to update").then(() => {
        void lookAtConfiguration();
      }),
  });
}

/** Asks what the files say by now. */
export async function lookAtConfiguration(): Promise<void> {
  try {
    configuration.set(await readConfiguration());
  } catch {
    // Told by the connection's own banner if nobody answers; else the next look tells.
  }
}

async function report(
  request: () => Promise<{ readonly results: readonly Result[] } | undefined>,
  nothing: string,
): Promise<void> {
  try {
    const answer = await request();
    if (answer === undefined) return;
    const { results } = answer;
    for (const { process, outcome } of results.filter(({ ok }) => !ok).slice(0, 4))
      say("failed", `${process}: ${outcome}`);
    const done = results.filter(({ ok }) => ok);
    if (results.length === 0) say("done", nothing);
    else if (done.length === results.length) selection.set(new Set());
  } catch (error) {
    say("failed", error instanceof Refused ? error.message : String(error));
  }
}
