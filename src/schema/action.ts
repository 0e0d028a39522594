import { describedEnum } from './enums.js';

/** What can be done with an object. Who may do it is said in `src/access/table.ts`. */
export const Action = describedEnum('Action', 'Something one may do with an object; see docs/access.md.', {
  EDIT: 'Change it. Of an entry: save a new draft. Of a file: also give it other bytes.',
  TRANSLATE: 'Save drafts of an entry, or what is said about a file, with only the texts of your languages changed.',
  READ_REVISIONS: 'Read the revisions of an entry, drafts included.',
  PUBLISH: 'Bring the newest draft of an entry before the public.',
  SUBMIT_FOR_REVIEW: 'Have the newest draft of an entry looked at before it is published.',
  WITHDRAW: 'Close a review without a result.',
  ASSIGN: 'Say who shall look at what is in review.',
  DECIDE: 'Approve what is in review, or ask for changes.',
  PUBLISH_UNREVIEWED: 'Publish a draft of an entry that nobody has approved.',
  SKIP_REVIEW: 'Let a draft of an entry be published without the approval it needs, saying why.',
  UNPUBLISH: 'Take an entry back from the public.',
  DELETE: 'Delete it, or put an entry or a file into the trash.',
  RESTORE: 'Take an entry or a file out of the trash.',
  PURGE: 'Delete an entry in the trash for good.',
  CANCEL: 'Call off what is planned.',
  OPEN_THREAD: 'Open threads in a space.',
  REPLY: 'Write in a thread.',
  RESOLVE: 'Say that a thread of comments on a draft is done with, or open it again.',
  ACCEPT_ANSWER: 'Say which post answers a thread.',
  LOCK: 'Close a thread for new posts, or open it again.',
  PIN: 'Put a thread above the others of its space, or back among them.',
  MOVE: 'Move a thread to another space.',
  SET_ROLES: 'Say which roles a member has.',
  REVOKE: 'Make an API key or a preview link worthless.',
  WITHDRAW_CONSENT: 'Take back the consent to a story, which deletes it.',
  SHARE: 'Let others see a saved view.',
  REDELIVER: 'Have a delivery of a webhook sent again.',
  GRANT_ACCESS: 'Give a member a role for one space, organisation or language.',
});
export type Action = keyof typeof Action;
