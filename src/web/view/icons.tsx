/** Line drawings of 16 by 16, in the colour of the text around them. */
import type { ComponentChildren, VNode } from "preact";

const drawings = {
  start: <path d="M5 3.5v9l7.5-4.5z" fill="currentColor" stroke-linejoin="round" />,
  stop: <rect x="4" y="4" width="8" height="8" rx="1.2" fill="currentColor" />,
  restart: <path d="M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3" />,
  log: <path d="M3 4h10M3 8h7M3 12h9" />,
  more: (
    <>
      <circle cx="3.5" cy="8" r="1.1" fill="currentColor" stroke="none" />
      <circle cx="8" cy="8" r="1.1" fill="currentColor" stroke="none" />
      <circle cx="12.5" cy="8" r="1.1" fill="currentColor" stroke="none" />
    </>
  ),
  search: <path d="M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.3 10.3 14 14" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  light: (
    <path d="M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7" />
  ),
  dark: <path d="M13.5 9.5A5.8 5.8 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7z" />,
  auto: (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" stroke="none" />
    </>
  ),
  download: <path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.5h10" />,
  wrap: <path d="M2.5 4h11M2.5 8h9a2.2 2.2 0 0 1 0 4.5H8.5M10.3 10.6 8.3 12.5l2 1.9M2.5 12.5h3" />,
  follow: <path d="M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3.5 13.5h9" />,
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" />,
  clear: <path d="M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M7 7v4M9 7v4" />,
  signal: <path d="M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z" stroke-linejoin="round" />,
  clock: <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.6" />,
  down: <path d="m4 6 4 4 4-4" />,
  up: <path d="m4 10 4-4 4 4" />,
  right: <path d="m6 4 4 4-4 4" />,
  expand: <path d="M9.5 2.5h4v4M13.5 2.5 9 7M6.5 13.5h-4v-4M2.5 13.5 7 9" />,
  change: <path d="M4.5 2.5v11M4.5 2.5 2.5 4.7M4.5 2.5l2 2.2M11.5 13.5v-11M11.5 13.5l-2-2.2M11.5 13.5l2-2.2" />,
  power: <path d="M8 2v6M4.7 4.3a5 5 0 1 0 6.6 0" />,
  filter: <path d="M2.5 3.5h11L9.5 8.5v4l-3 1.5V8.5z" stroke-linejoin="round" />,
  help: <path d="M6 6.2a2 2 0 1 1 3 1.7c-.7.4-1 .8-1 1.6M8 12v.2" />,
} satisfies Record<string, VNode>;

export type IconName = keyof typeof drawings;

export function Icon({ name }: { readonly name: IconName }): VNode {
  return (
    <svg
      class="icon"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      aria-hidden="true"
    >
      {drawings[name]}
    </svg>
  );
}

export interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly pressed?: boolean;
  /** It opens a menu, which is open or not. */
  readonly menuOpen?: boolean;
  readonly disabled?: boolean;
  readonly class?: string;
  readonly children?: ComponentChildren;
}

/** A button that shows an icon and tells its name. */
export function IconButton({
  icon,
  label,
  onClick,
  pressed,
  menuOpen,
  disabled,
  class: name = "",
  children,
}: IconButtonProps): VNode {
  return (
    <button
      type="button"
      class={`icon-button ${name}`}
      title={label}
      aria-label={label}
      aria-pressed={pressed}
      aria-haspopup={menuOpen === undefined ? undefined : "menu"}
      aria-expanded={menuOpen}
      disabled={disabled}
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    >
      <Icon name={icon} />
      {children}
    </button>
  );
}
