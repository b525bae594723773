/** How logs are shown; the keys change it too. */
import { Store } from "./store.ts";

export const wrapLines = new Store(matchMedia("(max-width: 600px)").matches);
export const followEnd = new Store(true);
/** Whether each line tells when it came. */
export const showTimes = new Store(false);
/** A wish for the next or the previous match. */
export const stepMatch = new Store<{ readonly by: 1 | -1 } | undefined>(undefined);
