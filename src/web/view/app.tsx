import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { connection, supervisor, tally } from "../state/daemon.ts";
import { panel } from "../state/page.ts";
import { useStore } from "../state/store.ts";
import { Banners, Toasts } from "./banners.tsx";
import { HelpDialog, QuestionDialog } from "./dialogs.tsx";
import { Header } from "./header.tsx";
import { Overview } from "./overview.tsx";
import { expanded, SidePanel } from "./panels.tsx";
import { ProcessList } from "./process-list.tsx";
import { SelectionBar } from "./selection-bar.tsx";

export function App(): VNode {
  const open = useStore(panel, (shown) => shown !== undefined);
  const wide = useStore(expanded);
  const lost = useStore(connection, (state) => state === "lost");
  useTitle();
  return (
    <div class={`app ${open ? "with-panel" : ""} ${open && wide ? "panel-only" : ""} ${lost ? "lost" : ""}`}>
      <div class="main-column">
        <Header />
        <Banners />
        <main>
          <Overview />
          <ProcessList />
        </main>
        <SelectionBar />
      </div>
      <SidePanel />
      <Toasts />
      <QuestionDialog />
      <HelpDialog />
    </div>
  );
}

/** A tab among others tells how things are. */
function useTitle(): void {
  const identifier = useStore(supervisor, (shape) => shape?.identifier);
  const problems = useStore(tally, (how) => how.problems);
  useEffect(() => {
    document.title = `${problems > 0 ? `(${problems}) ` : ""}${identifier ?? "Supervisor"} · ${location.hostname}`;
  }, [identifier, problems]);
}
