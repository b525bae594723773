/** A page that nobody sees lets go of its connections after so long: browsers allow few of them to one host. */
const hiddenMs = 30_000;

/**
 * Calls `open` now and whenever the page is looked at again, and `close` when it has not been seen for a while. Returns
 * the way to stop that, which does not close.
 */
export function whileSeen(open: () => void, close: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  const look = (): void => {
    clearTimeout(timer);
    if (document.visibilityState === "hidden") {
      timer = setTimeout(() => {
        closed = true;
        close();
      }, hiddenMs);
    } else if (closed) {
      closed = false;
      open();
    }
  };
  document.addEventListener("visibilitychange", look);
  open();
  look();
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
  };
}
