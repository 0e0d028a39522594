import { SupportTopic, SupportTopicTranslation } from '../../entities/support/support-topic.js';
import { byColumns, oneOf } from '../../read/collection.js';
import { bind } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { SupportKind } from '../../schema/support.js';
import { rootFields } from '../root-fields.js';
import { allTexts } from '../texts.js';

collection(SupportTopic, {
  orders: { POSITION: { description: 'As the editors arranged them.', order: byColumns('position::int') } },
  filters: { kinds: { type: () => [SupportKind], description: 'Of any of these kinds.', condition: oneOf('kind') } },
});

bind(SupportTopic, {
  translation: { entity: SupportTopicTranslation, foreignKey: 'support_topic_id' },
  fields: {
    translations: allTexts('support_topic_translation', 'support_topic_id'),
    patterns: allTexts('support_pattern', 'support_topic_id'),
  },
});

export const SupportTopicFields = rootFields(SupportTopic, {
  list: 'supportTopics',
  one: 'supportTopic',
  of: 'support topics',
});
