import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { helpShown, question } from "../state/page.ts";
import { useStore } from "../state/store.ts";

const signals = ["HUP", "USR1", "USR2", "INT", "TERM", "QUIT", "CONT", "STOP", "WINCH", "KILL"];

/** Asks before something that cannot be taken back. */
export function QuestionDialog(): VNode | null {
  const asked = useStore(question);
  const [name, setName] = useState("HUP");
  if (asked === undefined) return null;
  const close = (): void => question.set(undefined);
  return (
    <Dialog label={asked.title} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          close();
          asked.act(name);
        }}
      >
        <h2>{asked.title}</h2>
        {asked.items.length > 1 && (
          <ul class="items">
            {asked.items.slice(0, 12).map((item) => (
              <li key={item}>{item}</li>
            ))}
            {asked.items.length > 12 && <li>and {asked.items.length - 12} more</li>}
          </ul>
        )}
        <p>{asked.text}</p>
        {asked.signal === true && (
          <label class="field">
            Signal
            <input
              list="signals"
              value={name}
              required
              data-focus
              autocomplete="off"
              onInput={(event) => setName(event.currentTarget.value)}
            />
            <datalist id="signals">
              {signals.map((signal) => (
                <option key={signal} value={signal} />
              ))}
            </datalist>
          </label>
        )}
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={close}>
            Cancel
          </button>
          <button
            type="submit"
            class={`button ${asked.danger ? "danger" : "primary"}`}
            data-focus={asked.signal !== true || undefined}
          >
            {asked.confirm}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

const keys: readonly (readonly [string, string])[] = [
  ["/", "filter"],
  ["j k", "next, previous process"],
  ["Enter", "its logs"],
  ["i", "its details"],
  ["Space", "select it"],
  ["s", "start"],
  ["x", "stop"],
  ["r", "restart"],
  ["c", "clear logs"],
  ["m", "send a signal"],
  ["l", "supervisord's own log"],
  ["g", "configuration"],
  ["t", "light, dark, as the system"],
  ["Esc", "close, select none"],
  ["o", "logs of the selected together"],
  ["f w a", "in a log: follow, wrap, times of arrival"],
  ["n N", "in a log: next, previous match"],
];

export function HelpDialog(): VNode | null {
  const shown = useStore(helpShown);
  if (!shown) return null;
  const close = (): void => helpShown.set(false);
  return (
    <Dialog label="Keyboard" onClose={close}>
      <h2>Keyboard</h2>
      <p>Letters act on the selected processes, or on the one that the cursor is on.</p>
      <dl class="keys">
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              {key.split(" ").map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <div class="dialog-buttons">
        <button type="button" class="button primary" data-focus onClick={close}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

interface DialogProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

function Dialog({ label, onClose, children }: DialogProps): VNode {
  const element = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>("[data-focus]")?.focus();
    // Gives the focus back; once it is out of the page, nothing would.
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}
