import { DiscussionThread } from '../../entities/community/discussion-thread.js';
import { Entry } from '../../entities/content/entry.js';
import { ExpertArticle } from '../../entities/content/expert-article.js';
import { Resource } from '../../entities/content/resource.js';
import { SuccessStory } from '../../entities/content/success-story.js';
import { Topic, TopicTranslation } from '../../entities/content/topic.js';
import { PartnerOrganization } from '../../entities/directory/partner-organization.js';
import { alphabetical, byColumns, oneOf } from '../../read/collection.js';
import { bind, connection, foreignKey, many, one, through } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { WellbeingDimension } from '../../schema/enums.js';
import { idsBySlug } from '../by-slug.js';
import { allTexts } from '../texts.js';
import '../community/discussion-thread.js';
import '../directory/partner-organization.js';
import { bySlug } from '../by-slug.js';
import { rootFields } from '../root-fields.js';
import './expert-article.js';
import './resource.js';
import './success-story.js';

collection(Topic, {
  orders: {
    NAME: { description: 'By name, as in a dictionary.', order: alphabetical('text', 'name') },
    POSITION: { description: 'As the editors arranged them.', order: byColumns('position::int') },
  },
  filters: {
    dimensions: {
      type: () => [WellbeingDimension],
      description: 'Of any of these sides of well-being.',
      condition: oneOf('dimension'),
    },
    parent: {
      type: () => String,
      description: 'Directly below this topic (a slug). An empty text means the topics at the top.',
      condition: (slug: string, row, statement) =>
        slug === ''
          ? `${row.base}.parent_id is null`
          : `${row.base}.parent_id = (${idsBySlug('topic', [slug], statement)})`,
    },
  },
});

const entries = through('entry_topic', 'topic_id', 'entry_id');

bind(Topic, {
  translation: { entity: TopicTranslation, foreignKey: 'topic_id' },
  fields: { translations: allTexts('topic_translation', 'topic_id') },
  relations: {
    parent: one(Topic, 'parent_id', 'The topic above it. Null at the top.'),
    children: many(Topic, foreignKey('parent_id'), 'position', 'The topics below it.'),
    entries: connection(Entry, entries, 'All content about it, of any type.'),
    articles: connection(ExpertArticle, entries, 'Articles about it.'),
    resources: connection(Resource, entries, 'Resources about it.'),
    successStories: connection(SuccessStory, entries, 'Stories about it.'),
    partnerOrganizations: connection(PartnerOrganization, entries, 'Organisations that help with it.'),
    threads: connection(DiscussionThread, through('thread_topic', 'topic_id', 'thread_id'), 'Threads about it.'),
  },
});

export const TopicFields = rootFields(Topic, { list: 'topics', one: 'topic', of: 'topics', lookUp: bySlug('topic') });
