/**
 * What stands on a terminal after the escape sequences that supervisorctl draws with: where the cursor goes, what is erased,
 * the alternate screen. Colours are left out.
 */
export function screenLines(written: string, columns: number, rows: number): readonly string[] {
  const blank = () => Array.from({ length: rows }, () => new Array<string>(columns).fill(" "));
  let grid = blank();
  let main = grid;
  let [row, column] = [0, 0];
  for (const [text, parameters, command] of written.matchAll(/\x1b\[([?\d;]*)([A-Za-z])|[\s\S]/g)) {
    if (command === "H") {
      const [line = "1", at = "1"] = (parameters ?? "").split(";");
      [row, column] = [Number(line || "1") - 1, Number(at) - 1];
    } else if (command === "K") grid[row]?.fill(" ", column);
    else if (command === "J") for (const line of grid) line.fill(" ");
    else if (command === "h" && parameters === "?1049") [main, grid] = [grid, blank()];
    else if (command === "l" && parameters === "?1049") grid = main;
    else if (command !== undefined) continue;
    else if (text === "\r") column = 0;
    else if (text === "\n") row++;
    else {
      const line = grid[row];
      if (line !== undefined && column < columns) line[column] = text ?? "";
      column++;
    }
  }
  return grid.map((line) => line.join("").trimEnd());
}
