/** How many of these each person has done, in the order in which they come first. */
export function countedByName(done: readonly { readonly by: string | null }[]): [by: string | null, count: number][] {
  return [...Map.groupBy(done, ({ by }) => by)].map(([by, all]) => [by, all.length]);
}
