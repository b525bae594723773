/** Looks for a pattern in lines, away from the page: some patterns take for ever, and nothing but an end stops them. */
import { matchesOf } from "./log/search.ts";

export interface SearchRequest {
  readonly pattern: string;
  readonly texts: readonly string[];
}

const scope = self as unknown as {
  onmessage: (event: MessageEvent<SearchRequest>) => void;
  postMessage: (found: ReturnType<typeof matchesOf>[]) => void;
};

scope.onmessage = ({ data: { pattern, texts } }) => {
  const compiled = new RegExp(pattern, "giu");
  scope.postMessage(texts.map((text) => matchesOf(text, compiled)));
};
