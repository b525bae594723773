import { Store } from "./store.ts";
import { storeChoice, storedChoice } from "./stored.ts";

export type Theme = "auto" | "light" | "dark";

const key = "supervisor-theme";

export const theme = new Store<Theme>(storedChoice(key, ["auto", "light", "dark"], "auto"));

export function applyTheme(): void {
  const apply = (): void => {
    document.documentElement.dataset["theme"] = theme.value;
  };
  theme.watch(() => {
    apply();
    storeChoice(key, theme.value);
  });
  apply();
}
