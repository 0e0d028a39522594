/** Numbers that look random and follow from the name and the number of a thing alone: every run makes the same data. */
export class Random {
  private state: number;

  constructor(name: string, number = 0) {
    let hash = 2_166_136_261 ^ number;
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16_777_619);
    this.state = Math.imul(hash ^ (hash >>> 15), 2_246_822_519) ^ number;
  }

  /** From 0 up to, but not including, 1 (mulberry32). */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to, but not including, `end`. */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  one<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** `count` different whole numbers below `end`; all of them when there are no more. */
  several(count: number, end: number): number[] {
    const chosen = new Set<number>();
    while (chosen.size < Math.min(count, end)) chosen.add(this.below(end));
    return [...chosen];
  }
}
