/** A report of one process as text: what is most asked for first, at most as wide as its values. */
import type { ProcessLife } from "../../client/json-process-results.ts";
import type { ProcessLog } from "../../client/json-results.ts";
import { dateAndTime } from "../local-time.ts";
import { dim, paint } from "../paint.ts";
import { describeFlapping, describeTrouble } from "../problems.ts";
import { showBytes, showSeconds } from "../show-figures.ts";
import { stateColours } from "../state-colours.ts";
import type { Terminal } from "../terminal.ts";
import type { ProcessReport } from "./process-report.ts";

type Row = readonly string[];

export function renderReport(terminal: Terminal, report: ProcessReport): string {
  const { lives, logs, options, environment, section } = report;
  const chapters = [
    head(terminal, report),
    table(terminal, facts(report)),
    ...chapter("Lives", terminal, lives.length === 0 ? [] : [livesHead, ...lives.map(lifeRow)]),
    ...chapter("Logs", terminal, logs?.map(logRow) ?? []),
    ...chapter("Environment", terminal, environment?.map((name) => [name]) ?? []),
    ...chapter(
      "Options",
      terminal,
      options.map((option) => optionRow(option, section !== null)),
      2,
    ),
  ];
  return chapters.join("");
}

function head(terminal: Terminal, { id, state, stateSince, trouble, flapping }: ProcessReport): string {
  const shown = terminal.shown(state);
  const painted = terminal.coloured ? paint(stateColours[state] ?? "red", shown) : shown;
  const since = stateSince === null ? "" : ` since ${dateAndTime(stateSince)}`;
  const reasons = [
    ...(trouble === null ? [] : [describeTrouble(trouble)]),
    ...(flapping === null ? [] : [describeFlapping(flapping)]),
  ];
  return [
    `${terminal.shown(id)}  ${painted}${since}`,
    ...reasons.map((reason) => `  ${oneLine(terminal, reason)}`),
    "",
  ].join("\n");
}

function facts(report: ProcessReport): readonly Row[] {
  const { command, pid, uptimeSeconds, usage, starts, retryInSeconds, section, error, trouble } = report;
  const option = (name: string): string | undefined => {
    const value = report.options.find((each) => each.option === name)?.value;
    return value === null ? undefined : value;
  };
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["command", command],
    ["directory", option("directory") ?? "that of supervisord"],
    ["user", option("user") ?? option("uid") ?? "that of supervisord"],
    ["pid", pid?.toString()],
    ["uptime", uptimeSeconds === null ? undefined : showSeconds(uptimeSeconds)],
    ["processor", usage === null ? undefined : processor(usage)],
    ["memory", usage === null ? undefined : showBytes(usage.residentBytes)],
    ["starts", starts === 0 ? undefined : `${starts} since supervisord came up`],
    ["next try", retryInSeconds === null ? undefined : `in ${showSeconds(retryInSeconds)}`],
    ["error", trouble === null ? (error ?? undefined) : undefined],
    ["section", section === null ? undefined : `[${section.name}] ${section.file}:${section.line}`],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

function processor({ cpuPercent, cpuSeconds }: NonNullable<ProcessReport["usage"]>): string {
  const time = `${showSeconds(cpuSeconds)} since its start`;
  return cpuPercent === null ? time : `${cpuPercent}% of a core, ${time}`;
}

const livesHead: Row = ["STARTED", "ENDED", "AFTER", "HOW"];

function lifeRow({ startedAt, endedAt, seconds, end, how }: ProcessLife): Row {
  if (endedAt === null) return [dateAndTime(startedAt), "", showSeconds(seconds), "goes on"];
  const kinds = { stopped: "stopped, ", expected: "", unexpected: "", "not-started": "not started: " };
  const kind = end === null ? "" : kinds[end];
  return [
    end === "not-started" ? "" : dateAndTime(startedAt),
    dateAndTime(endedAt),
    end === "not-started" ? "" : showSeconds(seconds),
    `${kind}${how ?? "unknown"}${end === "unexpected" ? ", unexpected" : ""}`,
  ];
}

function logRow({ channel, path, absence, files }: ProcessLog): Row {
  if (absence === "redirected") return [channel, "goes to stdout (redirect_stderr=true)"];
  if (absence === "none") return [channel, `not kept (${channel}_logfile=NONE)`];
  const sizes = files.map(({ bytes }) => bytes);
  const rotated = sizes.length > 1 ? `, ${sizes.length - 1} rotated: ${showBytes(sum(sizes.slice(0, -1)))}` : "";
  return [channel, path ?? "a device", sizes.length === 0 ? "" : `${showBytes(sizes.at(-1) ?? 0)}${rotated}`];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** @param hasPlaces whether the server tells where options are written: what is written nowhere is a default then */
function optionRow({ option, value, place, differs }: ProcessReport["options"][number], hasPlaces: boolean): Row {
  const origin = differs ? "changed in the files" : hasPlaces ? "default" : "";
  return [option, value ?? "", place === null ? origin : `${place.file}:${place.line}`];
}

/** @param dimmed column whose text "default" stands back */
function chapter(title: string, terminal: Terminal, rows: readonly Row[], dimmed?: number): readonly string[] {
  return rows.length === 0 ? [] : [`\n${title}\n`, table(terminal, rows, dimmed)];
}

function table(terminal: Terminal, rows: readonly Row[], dimmed?: number): string {
  const shown = rows.map((row) => row.map((cell) => oneLine(terminal, cell)));
  const widths = shown[0]?.map((_, at) => Math.max(...shown.map((row) => Math.min(row[at]?.length ?? 0, widest))));
  const lines = shown.map((row) => {
    const cells = row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths?.[at] ?? 0)));
    const line = `  ${cells.join("  ")}`.trimEnd();
    return dimmed !== undefined && row[dimmed] === "default" && terminal.coloured ? dim(line) : line;
  });
  return `${lines.join("\n")}\n`;
}

/** A longer value does not push the column behind it away from all others. */
const widest = 40;

/** A value of the configuration may have several lines. */
function oneLine(terminal: Terminal, text: string): string {
  return terminal.shown(text.replaceAll("\n", " "));
}
