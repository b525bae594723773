/** Circles of imports below src/, type imports included: files that can only be understood together. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** File -> the files that it imports, as paths below `root`. */
function readImports(root: string): Map<string, readonly string[]> {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.tsx?$/.test(name) && !name.endsWith(".test.ts"),
  );
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(root, file), "utf8");
      const found = [...text.matchAll(/^(?:import|export)\b[^;]*?\bfrom "(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/gm)];
      const targets = found.map(([, from, dynamic]) => relative(".", join(dirname(file), from ?? dynamic ?? "")));
      return [file, targets.filter((target) => known.has(target) && target !== file)];
    }),
  );
}

/** Each circle as the sorted list of its files (Tarjan's strongly connected components). */
export function importCircles(root: string): readonly (readonly string[])[] {
  const imports = readImports(root);
  const numbers = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): number => {
    const number = numbers.size;
    numbers.set(file, number);
    lowest.set(file, number);
    stack.push(file);
    for (const target of imports.get(file) ?? []) {
      const reached = numbers.has(target) ? (stack.includes(target) ? numbers.get(target) : undefined) : visit(target);
      if (reached !== undefined) lowest.set(file, Math.min(lowest.get(file) ?? number, reached));
    }
    if (lowest.get(file) === number) {
      const circle = stack.splice(stack.indexOf(file));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return lowest.get(file) ?? number;
  };
  for (const file of imports.keys()) if (!numbers.has(file)) visit(file);
  return circles;
}
