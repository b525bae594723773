/** Shell patterns, for names of files and of processes. */

/** Whether a text holds a pattern character: `*`, `?` or `[`. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

/**
 * Whether a name matches a shell pattern: `*` any characters (slashes and colons too), `?` one, `[abc]`, `[a-z]`, `[!a]`
 * one of a set. A `[` without its `]` is a plain character. Time at most the product of both lengths, however many
 * stars there are.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  const characters = [...name];
  const pieces = readPieces([...pattern]);
  let at = 0;
  let piece = 0;
  let starPiece = -1;
  let starAt = 0;
  while (at < characters.length) {
    const current = pieces[piece];
    if (current === "star") {
      starPiece = piece++;
      starAt = at;
    } else if (current?.(characters[at] ?? "")) {
      piece++;
      at++;
    } else if (starPiece !== -1) {
      // Let the last star take one character more.
      piece = starPiece + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  while (pieces[piece] === "star") piece++;
  return piece === pieces.length;
}

type Piece = "star" | ((character: string) => boolean);

function readPieces(pattern: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === "*") {
      if (pieces.at(-1) !== "star") pieces.push("star");
    } else if (character === "?") {
      pieces.push(() => true);
    } else {
      const end = character === "[" ? classEnd(pattern, at) : -1;
      if (end === -1) {
        pieces.push((candidate) => candidate === character);
      } else {
        pieces.push(readClass(pattern.slice(at + 1, end)));
        at = end;
      }
    }
  }
  return pieces;
}

/** Where the bracket closes; one right at the start, or after `!`, stands for itself. -1 if it never does. */
function classEnd(pattern: readonly string[], open: number): number {
  const first = open + 1 + (pattern[open + 1] === "!" ? 1 : 0);
  return pattern.indexOf("]", first + 1);
}

function readClass(body: readonly string[]): (character: string) => boolean {
  const negated = body[0] === "!";
  const members = negated ? body.slice(1) : body;
  return (character) => {
    for (let at = 0; at < members.length; at++) {
      const low = members[at] ?? "";
      const high = members[at + 1] === "-" ? members[at + 2] : undefined;
      if (
        high === undefined ? character === low : codeOf(character) >= codeOf(low) && codeOf(character) <= codeOf(high)
      ) {
        return !negated;
      }
      if (high !== undefined) at += 2;
    }
    return negated;
  };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? -1;
}
