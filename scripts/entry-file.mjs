/**
 * Text of the file in dist/ that a launcher runs: it refuses a Node that is too old, and loads the bundle.
 *
 * A file of its own, and in JavaScript that every Node can read: an old one would stumble over the bundle's syntax before
 * it came to its first line, or, worse, start and die when it comes to a function that it has not got.
 *
 * @param {string} command as it is called
 * @param {string} bundle file beside this one
 * @param {string} engines what package.json asks for, as ">=20.19"
 */
export function entryFile(command, bundle, engines) {
  const match = /^>=(\d+)\.(\d+)$/.exec(engines);
  if (match === null) throw new Error(`engines.node in package.json is to be like >=20.19, and is ${engines}`);
  const [, major, minor] = match;
  return `"use strict";
var version = process.versions.node.split(".");
if (Number(version[0]) > ${major} || (Number(version[0]) === ${major} && Number(version[1]) >= ${minor})) {
  require("./${bundle}");
} else {
  process.stderr.write(
    "Error: ${command} needs Node.js ${major}.${minor} or newer, and this is " +
      process.versions.node + " (" + process.execPath + ")\\n"
  );
  process.exit(1);
}
`;
}
