import type { Area } from '../rules.js';
import { EDITORS, EVERYONE, SIGNED_IN } from '../who.js';

export const previews: Area = {
  area: 'Previews',
  forContentKeys: true,
  rules: [
    { action: 'READ', on: 'PreviewLink', who: SIGNED_IN, when: 'revisionsSeen' },
    { action: 'REVOKE', on: 'PreviewLink', who: EDITORS, when: 'notRevoked' },
    { action: 'REVOKE', on: 'PreviewLink', who: SIGNED_IN, when: ['own', 'notRevoked'] },
    { field: 'Query.preview', who: EVERYONE, provided: 'they have the token of a preview link; else it is null' },
    { field: 'Query.previewLinks', to: 'READ_REVISIONS', on: 'Entry' },
    { field: 'Query.previewLink', to: 'READ_REVISIONS', on: 'Entry' },
    { field: 'Mutation.createPreviewLink', to: 'READ_REVISIONS', on: 'Entry', provided: 'it is not in the trash' },
    { field: 'Mutation.revokePreviewLink', to: 'REVOKE', on: 'PreviewLink' },
  ],
};
