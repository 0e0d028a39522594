import type { SectionName } from '../own-data.js';

/** What fields of the data are called: every column of every section. */
export type FieldName =
  | 'acceptedAt'
  | 'action'
  | 'addedAt'
  | 'address'
  | 'assignedAt'
  | 'at'
  | 'biography'
  | 'bytes'
  | 'columns'
  | 'contact'
  | 'createdAt'
  | 'credentials'
  | 'decidedAt'
  | 'deletedAt'
  | 'draft'
  | 'editedAt'
  | 'email'
  | 'emailConfirmed'
  | 'entryId'
  | 'events'
  | 'expiresAt'
  | 'fileId'
  | 'filter'
  | 'grantedAt'
  | 'handle'
  | 'id'
  | 'invitedAt'
  | 'ipAddress'
  | 'joinedAt'
  | 'lastUsedAt'
  | 'list'
  | 'locale'
  | 'locales'
  | 'mediaType'
  | 'method'
  | 'name'
  | 'newEmail'
  | 'note'
  | 'number'
  | 'objectId'
  | 'objectType'
  | 'of'
  | 'oldEmail'
  | 'orderBy'
  | 'outcome'
  | 'path'
  | 'postId'
  | 'prefix'
  | 'publishedAt'
  | 'release'
  | 'releaseId'
  | 'quote'
  | 'replacedAt'
  | 'requestedAt'
  | 'reviewId'
  | 'revertedAt'
  | 'revokedAt'
  | 'role'
  | 'roles'
  | 'scope'
  | 'secondFactor'
  | 'shared'
  | 'since'
  | 'space'
  | 'status'
  | 'submittedAt'
  | 'text'
  | 'texts'
  | 'thread'
  | 'threadId'
  | 'timeZone'
  | 'title'
  | 'titles'
  | 'type'
  | 'url'
  | 'userAgent'
  | 'verdict'
  | 'verifiedOn'
  | 'version'
  | 'withdrawnAt';

/** The page of a member's data in one language. To add one, write a file like `en.ts` and list it in `readable-page.ts`. */
export interface PageWording {
  /** BCP 47 tag. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly title: string;
  /** @param when such as `3 May 2027 at 14:05 UTC`, in this language; `folder` is where programs find the same */
  introduction(when: string, folder: string): string;
  readonly nothing: string;
  readonly yes: string;
  readonly no: string;
  readonly sections: Readonly<Record<SectionName, string>>;
  readonly fields: Readonly<Record<FieldName, string>>;
}
