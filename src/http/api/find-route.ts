import type { ApiRoute } from "./route.ts";
import { routes } from "./routes.ts";

export type Found =
  | { readonly kind: "route"; readonly route: ApiRoute; readonly path: Readonly<Record<string, string>> }
  | { readonly kind: "wrong-method"; readonly allowed: readonly string[] }
  | { readonly kind: "unknown" };

interface Pattern {
  readonly route: ApiRoute;
  readonly segments: readonly string[];
}

const patterns: readonly Pattern[] = routes.map((route) => ({ route, segments: route.path.split("/") }));

/** Looks a path below /api/v1 up in the table. Its segments are percent-encoded; one that is not valid is unknown. */
export function findRoute(method: string, pathname: string): Found {
  const segments = pathname.split("/");
  const allowed: string[] = [];
  for (const { route, segments: pattern } of patterns) {
    const path = match(pattern, segments);
    if (path === undefined) continue;
    if (route.method === method || (route.method === "GET" && method === "HEAD")) return { kind: "route", route, path };
    allowed.push(route.method);
  }
  return allowed.length > 0 ? { kind: "wrong-method", allowed } : { kind: "unknown" };
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? "";
    if (!part.startsWith("{")) {
      if (part !== segment) return undefined;
      continue;
    }
    try {
      values[part.slice(1, -1)] = decodeURIComponent(segment);
    } catch {
      return undefined;
    }
  }
  return values;
}
