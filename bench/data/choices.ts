import { Audience } from '../../src/schema/enums.js';
import type { Random } from './random.js';

const AUDIENCES = Object.keys(Audience);

/** One to three audiences. */
export function randomAudiences(random: Random): string[] {
  return random.several(random.between(1, 3), AUDIENCES.length).map((i) => AUDIENCES[i]!);
}
