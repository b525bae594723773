/** The model as lines of a screen: as many as it has, none wider than it is. */
import { dim, paint, reversed } from "../paint.ts";
import { stateColours } from "../state-colours.ts";
import { visible } from "../visible.ts";
import { bytes, type Column, columnsFor } from "./columns.ts";
import { fit } from "./display-width.ts";
import { cursorOf, type LogText, pageOf, shownRows, type TopModel } from "./top-model.ts";
import type { TopRow } from "./top-row.ts";

export function layout(model: TopModel, coloured: boolean): readonly string[] {
  const { columns: width, rows: height } = model.size;
  const body = bodyOf(model, coloured);
  const lines = [head(model, coloured), second(model, coloured), ...body];
  const padded = Array.from({ length: Math.max(0, height - 1) }, (_, index) => lines[index] ?? "");
  return [...padded, fit(keyLine(model), width)].slice(0, height);
}

function bodyOf(model: TopModel, coloured: boolean): readonly string[] {
  switch (model.view.kind) {
    case "help":
      return help.map((line) => fit(line, model.size.columns));
    case "log":
      return logLines(model, model.view.lines, model.view.back, coloured);
    default:
      return table(model, coloured);
  }
}

/** How many there are, in which states, and what they use together. */
function head({ rows, size, view }: TopModel, coloured: boolean): string {
  if (view.kind === "log") return fit(oneLine(`log of ${view.id}`), size.columns);
  const counts = new Map<string, number>();
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1);
  const states = [...counts].map(([state, count]) => `${count} ${oneLine(state)}`).join(", ");
  const cpu = rows.reduce((sum, { cpuPercent = 0 }) => sum + cpuPercent, 0);
  const memory = rows.reduce((sum, { residentBytes = 0 }) => sum + residentBytes, 0);
  const usage = rows.some(({ residentBytes }) => residentBytes !== undefined)
    ? `  cpu ${cpu.toFixed(1)}%  mem ${bytes(memory)}`
    : "";
  const text = fit(`${rows.length} ${rows.length === 1 ? "process" : "processes"}: ${states}${usage}`, size.columns);
  return coloured && counts.has("FATAL") ? paint("red", text) : text;
}

/** What is going on: a question, the filter, why nothing new comes, what came of the last action. */
function second({ view, filter, lost, notice, size }: TopModel, coloured: boolean): string {
  const line = (text: string) => fit(oneLine(text), size.columns);
  if (view.kind === "confirm") return reversed(line(`${view.action} ${view.id}? y/N`));
  if (view.kind === "filter") return line(`filter: ${filter}_`);
  if (lost !== undefined) return coloured ? paint("red", line(`${lost}; trying again`)) : line(`${lost}; trying again`);
  if (notice !== undefined) return line(notice);
  return view.kind === "list" && filter !== "" ? line(`filter: ${filter} (Esc shows all)`) : "";
}

function table(model: TopModel, coloured: boolean): readonly string[] {
  const { size, sort } = model;
  const shown = shownRows(model);
  const columns = columnsFor(size.columns, model.rows);
  const titles = columns.map(({ title, sort: key, width, align }) =>
    fit(key === sort.key ? `${title}${sort.reversed ? "^" : "v"}`.slice(-Math.max(width, 1)) : title, width, align),
  );
  const cursor = cursorOf(model, shown);
  const page = Math.max(1, pageOf(model));
  const begin = Math.floor(cursor / page) * page;
  const lines = shown
    .slice(begin, begin + page)
    .map((row, index) => rowLine(row, columns, begin + index === cursor, model, coloured));
  const heading = fit(titles.join(" "), size.columns);
  return [coloured ? reversed(heading) : heading, ...lines];
}

function rowLine(
  row: TopRow,
  columns: readonly Column[],
  isSelected: boolean,
  { size, lost }: TopModel,
  coloured: boolean,
): string {
  const cells = columns.map((column) => {
    const cell = fit(oneLine(column.text(row)), column.width, column.align);
    if (column.sort !== "state" || isSelected || !coloured || lost !== undefined) return cell;
    return paint(stateColours[row.state] ?? "red", cell);
  });
  const line = cells.join(" ");
  if (isSelected) return reversed(fit(line, size.columns));
  return coloured && lost !== undefined ? dim(line) : line;
}

function logLines(model: TopModel, lines: readonly LogText[], back: number, coloured: boolean): readonly string[] {
  const page = Math.max(1, model.size.rows - 3);
  const end = lines.length - back;
  if (lines.length === 0) return [fit("(nothing yet)", model.size.columns)];
  return lines.slice(Math.max(0, end - page), end).map(({ channel, text }) => {
    const line = fit(oneLine(text.replace(/\x1b\[[\d;:]*m/g, "")), model.size.columns);
    return coloured && channel === "stderr" ? paint("red", line) : line;
  });
}

function keyLine({ view, size }: TopModel): string {
  switch (view.kind) {
    case "list":
      return size.columns >= 76
        ? "q quit  / filter  Enter log  s start  x stop  r restart  NSCMUR sort  ? help"
        : "q quit  / filter  ? help";
    case "filter":
      return "Enter keeps it  Esc undoes it";
    case "confirm":
      return "y does it, any other key does not";
    case "log":
      return view.back > 0 ? `q back  ${view.back} lines below` : "q back  up and down scroll";
    case "help":
      return "any key leads back";
  }
}

const help: readonly string[] = [
  "",
  "up k, down j     move       PgUp PgDn Home End",
  "Enter l          log of the process",
  "s x r            start, stop, restart it",
  "/                filter by name or state",
  "Esc              show all again",
  "N S C M U R      sort by name, state, CPU,",
  "                 memory, uptime, restarts;",
  "                 once more: reversed",
  "Ctrl-Z           suspend",
  "q Ctrl-C         quit",
];

/** Text that can neither act on the terminal nor leave its line. */
function oneLine(text: string): string {
  return visible(text).replace(/[\t\n]/g, " ");
}
