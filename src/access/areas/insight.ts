import type { Area } from '../rules.js';
import { EDITORS } from '../who.js';

export const insight: Area = {
  area: 'What people search for, and what helps them',
  rules: [
    { read: ['Translation.helpfulVotes', 'Translation.unhelpfulVotes'], who: EDITORS },
    { field: 'Query.searchInsights', who: EDITORS },
    { field: 'Query.searchNeeds', who: EDITORS },
    { field: 'Query.leastHelpful', who: EDITORS },
  ],
};
