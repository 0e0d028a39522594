import type { StyleReference } from './check-style.js';
import { UnsafeDrawing } from './unsafe-drawing.js';

/** An element of a drawing, as far as it matters for how much is drawn in the end. */
export interface Part {
  readonly name: string;
  readonly id: string | undefined;
  readonly classes: readonly string[];
  readonly children: Part[];
  /** Ids of what it shows beside its children. */
  readonly shows: string[];
  /** How much of it is drawn without those: the corners of a line, or one. */
  readonly corners: number;
}

/** Corners that an honest drawing stays far below: each copy that `<use>` makes counts. */
const MOST_DRAWN = 2_000_000;
const DEEPEST = 300;
/** Rules of style sheets that show other parts. */
const MOST_RULES = 1000;

/** What only gives colours is not drawn again for each part that has them. */
const COLOURS: ReadonlySet<string> = new Set(['linearGradient', 'radialGradient', 'stop']);

/**
 * Adds up what is drawn when each part shows what it refers to: ten that show ten, ten times over, are ten billion.
 * @param styles what rules of style sheets show
 * @throws UnsafeDrawing when that is too much, or does not end
 */
export function checkDrawnParts(root: Part, all: readonly Part[], styles: readonly StyleReference[]): void {
  const byId = new Map<string, Part>();
  for (const part of all) if (part.id !== undefined && !byId.has(part.id)) byId.set(part.id, part);
  if (styles.length > MOST_RULES) throw tooMuch();
  const shown = shownByStyles(styles);
  const costs = new Map<Part, number>();
  const underWay = new Set<Part>();

  let looked = 0;
  const costOf = (part: Part, depth: number): number => {
    const known = costs.get(part);
    if (known !== undefined) return known;
    if (underWay.has(part)) {
      const which = part.id === undefined ? `a <${part.name}>` : `"#${part.id}"`;
      throw new UnsafeDrawing(`The SVG shows ${which} within itself, without end. Take one of the two out.`);
    }
    if (depth > DEEPEST) throw tooMuch();
    underWay.add(part);
    const ids = [...part.shows, ...shown(part)];
    // Also what is not there is looked for.
    looked += ids.length;
    if (looked > MOST_DRAWN) throw tooMuch();
    const targets = ids.flatMap((id) => byId.get(id) ?? []);
    let cost = part.corners;
    let perCorner = 1;
    for (const child of part.children) cost += costOf(child, depth + 1);
    for (const target of new Set(targets)) {
      if (COLOURS.has(target.name)) continue;
      const added = costOf(target, depth + 1);
      // A marker is drawn at each corner, of all that is within, too.
      if (target.name === 'marker') perCorner += added;
      else cost += added;
    }
    cost *= perCorner;
    if (cost > MOST_DRAWN) throw tooMuch();
    underWay.delete(part);
    costs.set(part, cost);
    return cost;
  };
  costOf(root, 0);
}

function tooMuch(): UnsafeDrawing {
  return new UnsafeDrawing('The SVG is too complicated to be drawn. Simplify it, or save it as PNG.');
}

/** What rules make each part show: of every selector the last step counts, by its id, class or name. */
function shownByStyles(styles: readonly StyleReference[]): (part: Part) => readonly string[] {
  const rules = new Map<string, Set<string>>();
  for (const { id, selectors } of styles) {
    for (const selector of selectors.split(',')) {
      const last =
        selector
          .trim()
          .split(/[\s>+~]/)
          .at(-1) ?? '';
      // What needs more than a look, or is a step of an animation, counts for every part.
      const key = /^(?!from$|to$)[^:[\]()&*%]*$/i.test(last) ? (/[#.][^#.]+/.exec(last)?.[0] ?? last) : '';
      if (!rules.has(key)) rules.set(key, new Set());
      rules.get(key)!.add(id);
    }
  }
  if (rules.size === 0) return () => [];
  return ({ name, id, classes }) => {
    const keys = ['', name, ...(id === undefined ? [] : [`#${id}`]), ...classes.map((one) => `.${one}`)];
    return keys.flatMap((key) => [...(rules.get(key) ?? [])]);
  };
}
