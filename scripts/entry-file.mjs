/**
 * Text of the file in dist/ that a launcher runs: it refuses a Node that is too old, and loads the bundle.
 *
 * A file of its own, and in JavaScript that every Node can read: an old one would stumble over the bundle's syntax before
 * it came to its first line, or, worse, start and die when it comes to a function that it has not got.
 *
 * @param {string} command as it is called
 * @param {string} bundle file beside this one
 * @param {{ engines: { node: string }, version: string }} package_ what package.json says; the engine as ">=20.19"
 */
export function entryFile(command, bundle, { engines, version: packageVersion }) {
  const answersVersion = command === "supervisord";
  const match = /^>=(\d+)\.(\d+)$/.exec(engines.node);
  if (match === null) throw new Error(`engines.node in package.json is to be like >=20.19, and is ${engines.node}`);
  const [, major, minor] = match;
  return `"use strict";
var version = process.versions.node.split(".");
if (Number(version[0]) > ${major} || (Number(version[0]) === ${major} && Number(version[1]) >= ${minor})) {
  ${answersVersion ? "sayVersion() || " : ""}run(__dirname + "/${bundle}");
} else {
  process.stderr.write(
    "Error: ${command} needs Node.js ${major}.${minor} or newer, and this is " +
      process.versions.node + " (" + process.execPath + ")\\n"
  );
  process.exit(1);
}

// What V8 has compiled of the bundle before lies beside it, and behind that the text that it was made from, in Node's wrapper;
// with another text it is worth nothing. V8 itself refuses what another version or other flags made. Node's own loader alone
// knows source maps.
function run(file) {
  var cache, begin;
  try {
    cache = require("fs").readFileSync(file + ".cache");
    begin = process.sourceMapsEnabled ? 0 : beginOfText(cache, file);
  } catch (error) {}
  if (!begin) return require(file);
  new (require("vm").Script)(cache.latin1Slice(begin), {
    filename: file,
    cachedData: cache.subarray(0, begin)
  }).runInThisContext()(exports, require, module, file, __dirname);
}

// Where the wrapped text of the file begins, with which the bytes end; 0 if they do not. The file is read piece by piece into
// memory that is there already, which takes a fourth of the time.
function beginOfText(bytes, file) {
  var fs = require("fs"), fd = fs.openSync(file, "r"), piece = Buffer.allocUnsafe(65536);
  var wrapper = module.constructor.wrap(""), head = wrapper.indexOf("\\n"), begin, at, size;
  try {
    begin = bytes.length - wrapper.length - fs.fstatSync(fd).size;
    at = begin + head;
    while ((size = fs.readSync(fd, piece, 0, piece.length)) > 0) {
      if (piece.compare(bytes, at, at + size, 0, size) !== 0) return 0;
      at += size;
    }
  } finally {
    fs.closeSync(fd);
  }
  return at + wrapper.length - head === bytes.length ? begin : 0;
}
${answersVersion ? sayVersion(packageVersion) : ""}`;
}

/** For the one command whose answer is known here. Where it cannot be written the bundle says so in its way. */
const sayVersion = (version) => `
function sayVersion() {
  if (process.argv.length !== 3 || (process.argv[2] !== "-v" && process.argv[2] !== "--version")) return false;
  try {
    return require("fs").writeSync(1, "${version}\\n") > 0;
  } catch (error) {
    return false;
  }
}
`;
