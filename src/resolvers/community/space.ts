import { DiscussionThread } from '../../entities/community/discussion-thread.js';
import { Space, SpaceTranslation } from '../../entities/community/space.js';
import { byColumns } from '../../read/collection.js';
import { bind, connection, foreignKey } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { bySlug } from '../by-slug.js';
import { rootFields } from '../root-fields.js';
import { allTexts } from '../texts.js';
import './discussion-thread.js';

collection(Space, {
  orders: { POSITION: { description: 'As the moderators arranged them.', order: byColumns('position::int') } },
  filters: {},
});

bind(Space, {
  translation: { entity: SpaceTranslation, foreignKey: 'space_id' },
  fields: { translations: allTexts('space_translation', 'space_id') },
  relations: {
    threads: connection(DiscussionThread, foreignKey('space_id'), 'Its threads.', { throughParent: true }),
  },
});

export const SpaceFields = rootFields(Space, { list: 'spaces', one: 'space', of: 'spaces', lookUp: bySlug('space') });
