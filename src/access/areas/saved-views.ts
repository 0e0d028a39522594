import type { Area } from '../rules.js';
import { ADMINS, EDITORS, WRITERS } from '../who.js';

export const savedViews: Area = {
  area: 'Saved views',
  forContentKeys: true,
  rules: [
    { action: 'READ', on: 'SavedView', who: WRITERS, when: 'own' },
    { action: 'READ', on: 'SavedView', who: WRITERS, when: 'shared' },
    { action: 'EDIT', on: 'SavedView', who: WRITERS, when: 'own' },
    { action: 'EDIT', on: 'SavedView', who: ADMINS, when: 'shared' },
    { action: 'SHARE', on: 'SavedView', who: EDITORS, when: 'own' },
    { action: 'DELETE', on: 'SavedView', who: WRITERS, when: 'own' },
    { action: 'DELETE', on: 'SavedView', who: ADMINS, when: 'shared' },
    { field: 'Query.savedViews', who: WRITERS },
    { field: 'Query.savedView', who: WRITERS },
    { field: 'Mutation.createSavedView', who: WRITERS, provided: 'they are editors, to share it' },
    { field: 'Mutation.updateSavedView', to: 'EDIT', on: 'SavedView' },
    { field: 'Mutation.deleteSavedView', to: 'DELETE', on: 'SavedView' },
  ],
};
