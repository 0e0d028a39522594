import type { Area } from '../rules.js';
import { EDITORS } from '../who.js';

export const searchEditing: Area = {
  area: 'What editors tell search',
  forContentKeys: true,
  rules: [
    { action: 'READ', on: 'SearchSynonymSet', who: EDITORS },
    { action: 'EDIT', on: 'SearchSynonymSet', who: EDITORS },
    { action: 'DELETE', on: 'SearchSynonymSet', who: EDITORS },
    { field: 'Query.searchSynonymSets', who: EDITORS },
    { field: 'Query.searchSynonymSet', who: EDITORS },
    { field: 'Mutation.createSearchSynonymSet', who: EDITORS },
    { field: 'Mutation.updateSearchSynonymSet', to: 'EDIT', on: 'SearchSynonymSet' },
    { field: 'Mutation.deleteSearchSynonymSet', to: 'DELETE', on: 'SearchSynonymSet' },
    { action: 'READ', on: 'SearchPin', who: EDITORS },
    { action: 'EDIT', on: 'SearchPin', who: EDITORS },
    { action: 'DELETE', on: 'SearchPin', who: EDITORS },
    { field: 'Query.searchPins', who: EDITORS },
    { field: 'Query.searchPin', who: EDITORS },
    { field: 'Mutation.createSearchPin', who: EDITORS },
    { field: 'Mutation.updateSearchPin', to: 'EDIT', on: 'SearchPin' },
    { field: 'Mutation.deleteSearchPin', to: 'DELETE', on: 'SearchPin' },
  ],
};
