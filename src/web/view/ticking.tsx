import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const running = new Map<HTMLElement, () => string>();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  if (document.visibilityState === "hidden") return;
  for (const [element, text] of running) {
    const now = text();
    if (element.textContent !== now) element.textContent = now;
  }
}

/** A text that changes with time. One clock serves all of them, and writes them without drawing anything else. */
export function Ticking({ text, class: name }: { readonly text: () => string; readonly class?: string }): VNode {
  const element = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    current.textContent = text();
    running.set(current, text);
    timer ??= setInterval(tick, 1_000);
    return () => {
      running.delete(current);
      if (running.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, [text]);
  return <span ref={element} class={name} />;
}
