import type { Exchange } from "./exchange.ts";

/** One row of the route table. */
export interface Route {
  /** For the reader of the table. */
  readonly name: string;
  /** Whether this route answers for a path. */
  readonly matches: (path: string) => boolean;
  /** Other methods than these get a 400; "any": the route itself knows. */
  readonly methods: readonly string[] | "any";
  /** Answers. May return before the response has ended; an exception becomes a 500. */
  readonly handle: (exchange: Exchange) => void | Promise<void>;
}

/** Lets the first matching row answer. Behind authentication: nothing here needs to think of it. */
export async function answer(routes: readonly Route[], exchange: Exchange): Promise<void> {
  const route = routes.find((candidate) => candidate.matches(exchange.path));
  if (route === undefined) exchange.sendError(exchange.method === "GET" || exchange.method === "HEAD" ? 404 : 400);
  else if (route.methods !== "any" && !route.methods.includes(exchange.method)) exchange.sendError(400);
  else await route.handle(exchange);
}

export function startsWith(prefix: string): Route["matches"] {
  return (path) => path.startsWith(prefix);
}

export function equals(wanted: string): Route["matches"] {
  return (path) => path === wanted;
}

/** For load balancers and scripts that ask whether anybody is there. */
export const okRoute: Route = {
  name: "ok",
  matches: equals("/ok.html"),
  methods: ["GET", "HEAD", "POST"],
  handle: (exchange) => exchange.send(200, "text/plain", "OK"),
};
