/** The path of a refusal without the `input` before it, which is where forms have what an import puts. */
export function belowInput(path: readonly (string | number)[]): readonly (string | number)[] {
  return path[0] === 'input' ? path.slice(1) : path;
}
