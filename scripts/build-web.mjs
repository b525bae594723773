// Builds the page of the daemon into dist/web: the files as they are served, each also compressed.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = `${root}dist/web`;
/** Script and styles together, compressed: what a visitor waits for. */
const maxBytes = 100_000;

export async function buildWeb() {
  mkdirSync(out, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: [
      { in: "src/web/main.tsx", out: "app" },
      { in: "src/web/search-worker.ts", out: "search" },
      { in: "src/web/style/app.css", out: "app" },
      { in: "src/web/style/plain.css", out: "plain" },
    ],
    outdir: out,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome111", "firefox113", "safari16.4"],
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
    logLevel: "warning",
  });
  writeFileSync(`${out}/icon.svg`, readFileSync(`${root}src/web/icon.svg`));
  let total = 0;
  for (const name of readdirSync(out).filter((file) => !/\.(?:br|gz)$/.test(file))) {
    const bytes = readFileSync(`${out}/${name}`);
    const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    writeFileSync(`${out}/${name}.br`, brotli);
    writeFileSync(`${out}/${name}.gz`, gzipSync(bytes, { level: 9 }));
    total += brotli.length;
  }
  if (total > maxBytes) throw new Error(`the page has ${total} bytes compressed, more than ${maxBytes}`);
  return total;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(`${await buildWeb()} bytes compressed`);
