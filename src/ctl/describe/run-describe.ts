/** What `describe` does: asks for everything of processes, a few at a time, and prints it. */
import { mostNames } from "../../client/json-api.ts";
import type { ProcessInfo } from "../../client/results.ts";
import { chooseNames } from "../choose-names.ts";
import { printJson } from "../print-json.ts";
import type { Session } from "../session.ts";
import { apiReport } from "./api-report.ts";
import type { ProcessReport } from "./process-report.ts";
import { renderReport } from "./render-report.ts";
import { isOf, rpcReport } from "./rpc-report.ts";

export async function runDescribe(session: Session, operands: readonly string[], asJson: boolean): Promise<void> {
  const processes = await session.client.getAllProcessInfo();
  const names = chooseNames(session, processes, operands);
  const { terminal } = session;
  const all: ProcessReport[] = [];
  let isFirst = true;
  for await (const report of reports(session, processes, names)) {
    if (asJson) all.push(report);
    else terminal.write(`${isFirst ? "" : "\n"}${renderReport(terminal, report)}`);
    isFirst = false;
    await terminal.drained(never);
  }
  if (asJson) printJson(session, all);
}

const never = new AbortController().signal;

async function* reports(
  session: Session,
  processes: readonly ProcessInfo[],
  names: readonly string[],
): AsyncGenerator<ProcessReport, void> {
  const { api } = session;
  for (let at = 0; at < names.length; at += mostNames) {
    const some = names.slice(at, at + mostNames);
    const configured = await api.options(some);
    if (configured === undefined) {
      yield* rpcReports(session, processes, names.slice(at));
      return;
    }
    for (const name of some) {
      const own = configured.find(({ process }) => process === name);
      const report = own && (await apiReport(api, name, own));
      if (report === undefined) session.complain(`${name}: ERROR (no such process name)`, true);
      else yield report;
    }
  }
}

async function* rpcReports(
  session: Session,
  processes: readonly ProcessInfo[],
  names: readonly string[],
): AsyncGenerator<ProcessReport, void> {
  session.complain(
    "supervisorctl: this server is not supervisor-ts, or an older one: it knows neither former lives nor where options are written",
    true,
  );
  const configs = await session.client.getAllConfigInfo();
  for (const name of names) {
    const info = processes.find((each) => isOf(each, name));
    if (info !== undefined) {
      yield rpcReport(
        info,
        configs.find((each) => isOf(each, name)),
      );
    }
  }
}
