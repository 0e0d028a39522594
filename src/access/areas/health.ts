import type { Area } from '../rules.js';
import { ADMINS } from '../who.js';

export const health: Area = {
  area: 'The health of the hub',
  rules: [{ field: 'Query.health', who: ADMINS }],
};
