import { Store } from "./store.ts";

export type Theme = "auto" | "light" | "dark";

const key = "supervisor-theme";

export const theme = new Store<Theme>(stored());

export function applyTheme(): void {
  const apply = (): void => {
    document.documentElement.dataset["theme"] = theme.value;
  };
  theme.watch(() => {
    apply();
    try {
      localStorage.setItem(key, theme.value);
    } catch {
      // Storage is refused: the choice lasts as long as the page.
    }
  });
  apply();
}

function stored(): Theme {
  try {
    const value = localStorage.getItem(key);
    return value === "light" || value === "dark" ? value : "auto";
  } catch {
    return "auto";
  }
}
