import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = [root, join(root, "docs"), join(root, "docs/reference")].flatMap((folder) =>
  readdirSync(folder).flatMap((name) => (name.endsWith(".md") ? [join(folder, name)] : [])),
);

/** As GitHub makes them of headings: lower case, spaces to hyphens, other punctuation left out. */
function anchorsOf(page: string): ReadonlySet<string> {
  const headings = readFileSync(page, "utf8").match(/^#+ .*$/gm) ?? [];
  const seen = new Map<string, number>();
  return new Set(
    headings.map((heading) => {
      const text = heading.replace(/^#+ /, "").toLowerCase();
      const anchor = text.replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
      const count = seen.get(anchor) ?? 0;
      seen.set(anchor, count + 1);
      return count === 0 ? anchor : `${anchor}-${count}`;
    }),
  );
}

test("every link between the pages leads somewhere", () => {
  const broken: string[] = [];
  for (const page of pages) {
    const prose = readFileSync(page, "utf8").replace(/```[\s\S]*?```/g, "");
    for (const [link, target = ""] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      if (!existsSync(file)) broken.push(`${page}: ${link}`);
      else if (anchor !== undefined && !anchorsOf(file).has(anchor)) broken.push(`${page}: ${link}`);
    }
  }
  assert.ok(pages.length > 10);
  assert.deepEqual(broken, []);
});
