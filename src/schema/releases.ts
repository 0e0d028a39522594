import { describedEnum } from './enums.js';

export const ReleaseState = describedEnum('ReleaseState', 'How far a release has come.', {
  DRAFT: 'It is being put together.',
  PUBLISHED: 'It is live. It cannot be changed any more.',
  REVERTED: 'It was live, and what was public before it was brought back.',
});
export type ReleaseState = keyof typeof ReleaseState;

export const ReleaseAction = describedEnum('ReleaseAction', 'What a release does with an entry.', {
  PUBLISH: 'A revision of it becomes public.',
  UNPUBLISH: 'It is taken back from the public.',
});
export type ReleaseAction = keyof typeof ReleaseAction;
