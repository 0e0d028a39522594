import { describedEnum } from './enums.js';

export const ScheduledActionKind = describedEnum('ScheduledActionKind', 'What is planned to happen.', {
  PUBLISH: 'Something becomes public.',
  UNPUBLISH: 'Something is taken back from the public.',
});
export type ScheduledActionKind = keyof typeof ScheduledActionKind;

export const ScheduledActionState = describedEnum('ScheduledActionState', 'What has become of a plan.', {
  PENDING: 'It is still to come.',
  DONE: 'It has happened.',
  FAILED: 'Its time has come, and it was not possible. Nothing has changed; `errors` say why.',
  CANCELLED: 'It was called off.',
});
export type ScheduledActionState = keyof typeof ScheduledActionState;

export const ScheduledActionCancelReason = describedEnum('ScheduledActionCancelReason', 'Why a plan was called off.', {
  BY_HAND: 'Someone called it off with `cancelScheduledAction`.',
  TRASHED: 'The entry was put into the trash, or one of the release was deleted from there for good.',
  TAKEN_BACK: 'Someone took a language it was to publish back from the public by hand.',
  SUPERSEDED:
    'Someone published a newer revision by hand in a language of it, which it would have undone, or the release itself.',
});
export type ScheduledActionCancelReason = keyof typeof ScheduledActionCancelReason;
