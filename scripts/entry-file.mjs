/**
 * Text of the file in dist/ that a launcher runs: it refuses a Node that is too old, and loads the bundle.
 *
 * A file of its own, and in JavaScript that every Node can read: an old one would stumble over the bundle's syntax before
 * it came to its first line, or, worse, start and die when it comes to a function that it has not got.
 *
 * @param {string} command as it is called
 * @param {string} bundle file beside this one
 * @param {string} engines what package.json asks for, as ">=20.19"
 * @param {Readonly<Record<string, string>>} answers what it prints for these single arguments, without the bundle; `programName` in
 *   them stands for the name that it is called by
 */
export function entryFile(command, bundle, engines, answers) {
  const match = /^>=(\d+)\.(\d+)$/.exec(engines);
  if (match === null) throw new Error(`engines.node in package.json is to be like >=20.19, and is ${engines}`);
  const [, major, minor] = match;
  return `"use strict";
var version = process.versions.node.split(".");
if (Number(version[0]) > ${major} || (Number(version[0]) === ${major} && Number(version[1]) >= ${minor})) {
  answer() || run(__dirname + "/${bundle}");
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

// Where the answer cannot be written the bundle says so in its way. A pipe takes one of this size whole or not at all.
function answer() {
  var answers = {${Object.entries(answers).map(([word, text]) => `\n    ${JSON.stringify(word)}: ${asExpression(text)}`)}
  };
  var word = process.argv[2];
  if (process.argv.length !== 3 || !Object.prototype.hasOwnProperty.call(answers, word)) return false;
  try {
    return require("fs").writeSync(1, answers[word]) > 0;
  } catch (error) {
    return false;
  }
}
`;
}

/** Stands in an answer for the name that the command is called by. */
export const programName = "@PROGRAM@";

/** The least that a pipe takes at once (POSIX). */
const pipeBytes = 4096;

/** @param {string} text */
function asExpression(text) {
  if (text.length > pipeBytes / 2) throw new Error(`an answer is too long to be written at once: ${text}`);
  return JSON.stringify(text).replaceAll(programName, '" + process.argv[1] + "');
}
