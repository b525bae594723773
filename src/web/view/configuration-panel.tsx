import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { GroupDifferenceShape } from "../../http/api/shapes.ts";
import { lookAtConfiguration, update } from "../state/commands.ts";
import { configuration } from "../state/page.ts";
import { useStore } from "../state/store.ts";

/** What the files say against what is active. */
export function ConfigurationPanel(): VNode {
  const read = useStore(configuration);
  useEffect(() => void lookAtConfiguration(), []);
  if (read === undefined) return <p class="empty">Reading the files…</p>;
  const { problems, difference, files } = read;
  return (
    <div class="configuration">
      {problems.length > 0 && (
        <section class="config-problems">
          <h3>The files cannot be taken as they are</h3>
          <ul>
            {problems.map((problem) => (
              <li key={problem}>
                <code>{problem}</code>
              </li>
            ))}
          </ul>
          <p>What runs goes on as it is.</p>
        </section>
      )}
      {problems.length === 0 && difference.length === 0 && (
        <p class="in-step">What runs is what the configuration files say.</p>
      )}
      {difference.length > 0 && (
        <div class="update-all">
          <p>An update makes this active:</p>
          <button type="button" class="button primary" onClick={() => update(difference.map(({ group }) => group))}>
            Update {difference.length === 1 ? difference[0]?.group : `all ${difference.length}`}
          </button>
        </div>
      )}
      {difference.map((group) => (
        <GroupView key={group.group} group={group} alone={difference.length === 1} />
      ))}
      <section class="files">
        <h3>Files</h3>
        <ul>
          {files.map((file) => (
            <li key={file}>
              <code>{file}</code>
            </li>
          ))}
        </ul>
        <button type="button" class="text-button" onClick={() => void lookAtConfiguration()}>
          Read them again
        </button>
      </section>
    </div>
  );
}

const effects = {
  added: "will be added, and started if it is to start by itself",
  changed: "will be stopped, and added as it is written now",
  removed: "will be stopped and removed",
};

function GroupView({ group, alone }: { readonly group: GroupDifferenceShape; readonly alone: boolean }): VNode {
  return (
    <section class={`difference ${group.change}`}>
      <header>
        <span class={`change ${group.change}`}>{group.change}</span>
        <h3>{group.group}</h3>
        <span class="grow" />
        {!alone && (
          <button
            type="button"
            class="button small"
            aria-label={`Update ${group.group}`}
            onClick={() => update([group.group])}
          >
            Update
          </button>
        )}
      </header>
      <p class="dim">{effects[group.change]}</p>
      {group.options.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Option</th>
              <th scope="col">Now</th>
              <th scope="col">Then</th>
            </tr>
          </thead>
          <tbody>
            {group.options.map(({ process, option, from, to }) => (
              <tr key={`${process}\0${option}`}>
                <th scope="row">
                  {process !== null && process !== group.group && <span class="dim">{process} </span>}
                  {option}
                </th>
                <td>{from === null ? <span class="dim">—</span> : <del>{from}</del>}</td>
                <td>{to === null ? <span class="dim">—</span> : <ins>{to}</ins>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
