import { useEffect, useState } from "preact/hooks";

/** What the daemon answers; asked again when one of `inputs` changes. Undefined as long as there is no answer. */
export function useAnswer<T>(ask: () => Promise<T>, inputs: readonly unknown[]): T | undefined {
  const [answer, setAnswer] = useState<T>();
  useEffect(() => {
    let gone = false;
    ask().then(
      (told) => !gone && setAnswer(() => told),
      () => undefined, // The connection's own banner tells; what is shown stays.
    );
    return () => {
      gone = true;
    };
  }, inputs);
  return answer;
}
