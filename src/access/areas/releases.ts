import type { Area } from '../rules.js';
import { EDITORS } from '../who.js';

export const releases: Area = {
  area: 'Releases',
  forContentKeys: true,
  rules: [
    { action: 'READ', on: 'Release', who: EDITORS },
    { action: 'READ', on: 'ReleaseItem', who: EDITORS },
    { action: 'EDIT', on: 'Release', who: EDITORS, when: 'notLive' },
    { action: 'DELETE', on: 'Release', who: EDITORS, when: 'notLive' },
    { action: 'PUBLISH', on: 'Release', who: EDITORS, when: 'notLive' },
    { action: 'REVERT', on: 'Release', who: EDITORS, when: 'live' },
    { field: 'Query.releases', who: EDITORS },
    { field: 'Query.release', who: EDITORS },
    { field: 'Query.releaseObstacles', to: 'PUBLISH', on: 'Release' },
    { field: 'Mutation.createRelease', who: EDITORS },
    { field: 'Mutation.scheduleRelease', to: 'PUBLISH', on: 'Release' },
    { field: 'Mutation.updateRelease', to: 'EDIT', on: 'Release' },
    { field: 'Mutation.deleteRelease', to: 'DELETE', on: 'Release' },
    { field: 'Mutation.addToRelease', to: 'EDIT', on: 'Release' },
    { field: 'Mutation.removeFromRelease', to: 'EDIT', on: 'Release' },
    {
      field: 'Mutation.publishRelease',
      to: 'PUBLISH',
      on: 'Release',
      provided: 'they may publish, or take back, each of its entries',
    },
    {
      field: 'Mutation.revertRelease',
      to: 'REVERT',
      on: 'Release',
      provided: 'they may publish and take back each of its entries',
    },
  ],
};
