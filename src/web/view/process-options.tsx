import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { ProcessOptionsShape, ProcessShape } from "../../http/api/shapes.ts";
import { readOptions } from "../state/api-client.ts";
import { roster } from "../state/daemon.ts";
import { useStore } from "../state/store.ts";
import { Fact } from "./fact.tsx";
import { useAnswer } from "./use-answer.ts";

type Option = ProcessOptionsShape["options"][number];

/** What is shown before it is asked for everything. */
const important: ReadonlySet<string> = new Set([
  ...["user", "directory", "umask", "autostart", "autorestart", "startsecs", "startretries", "exitcodes"],
  ...["stopsignal", "stopwaitsecs", "stopasgroup", "killasgroup", "priority"],
]);
/** Told already. */
const told: ReadonlySet<string> = new Set(["process_name", "command"]);

/** How it is configured: who, where, what is done when it ends, and where all that is written. */
export function ProcessOptions({ process }: { readonly process: ProcessShape }): VNode | null {
  const { id } = process;
  // The daemon reads its files for an answer, which is another only when groups were taken over anew.
  const groups = useStore(roster);
  const read = useAnswer(() => readOptions(id), [id, groups]);
  const [all, setAll] = useState(false);
  if (read === undefined) return null;
  const shown = read.options.filter(({ option }) => !told.has(option) && (all || important.has(option)));
  return (
    <section class="options">
      <h3>Configuration</h3>
      <dl class="facts-list">
        {read.section !== null && (
          <Fact name="Section">
            <code>[{read.section.name}]</code> <Where file={read.section.file} line={read.section.line} />
          </Fact>
        )}
        {shown.map((one) => (
          <OptionFact key={one.option} option={one} />
        ))}
        <Fact name="environment">
          {read.environment.length === 0 ? (
            <span class="dim">nothing of its own</span>
          ) : (
            <ul class="option-names">
              {read.environment.map((name) => (
                <li key={name} class="option-name">
                  <code>{name}</code>
                </li>
              ))}
            </ul>
          )}
        </Fact>
      </dl>
      {!all && (
        <button type="button" class="text-button" onClick={() => setAll(true)}>
          All options
        </button>
      )}
    </section>
  );
}

/** What an option that is not set stands for. */
const unset: Readonly<Record<string, string>> = {
  user: "as supervisord",
  directory: "as supervisord",
  umask: "as supervisord",
};

function OptionFact({ option: { option, value, place } }: { readonly option: Option }): VNode {
  if (value === null || value === "") {
    return (
      <Fact name={option}>
        <span class="dim">{unset[option] ?? "none"}</span>
      </Fact>
    );
  }
  return (
    <Fact name={option}>
      <code>{value}</code>{" "}
      {place === null ? <span class="dim place">default</span> : <Where file={place.file} line={place.line} />}
    </Fact>
  );
}

function Where({ file, line }: { readonly file: string; readonly line: number }): VNode {
  return (
    <span class="dim place" title={`${file}:${line}`}>
      {file.slice(file.lastIndexOf("/") + 1)}:{line}
    </span>
  );
}
