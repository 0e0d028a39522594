import { SupportTopic, SupportTopicTranslation } from '../../entities/support/support-topic.js';
import { byColumns, oneOf } from '../../read/collection.js';
import { bind, json } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { SupportKind } from '../../schema/support.js';
import { rootFields } from '../root-fields.js';

collection(SupportTopic, {
  orders: { POSITION: { description: 'As the editors arranged them.', order: byColumns('position::int') } },
  filters: { kinds: { type: () => [SupportKind], description: 'Of any of these kinds.', condition: oneOf('kind') } },
});

bind(SupportTopic, {
  translation: { entity: SupportTopicTranslation, foreignKey: 'support_topic_id' },
  fields: {
    translations: json(
      (row) =>
        `(select coalesce(jsonb_agg(to_jsonb(x) order by x.locale), '[]') from support_topic_translation x where x.support_topic_id = ${row.base}.id)`,
    ),
    patterns: json(
      (row) =>
        `(select coalesce(jsonb_agg(to_jsonb(x) order by x.locale), '[]') from support_pattern x where x.support_topic_id = ${row.base}.id)`,
    ),
  },
});

export const SupportTopicFields = rootFields(SupportTopic, {
  list: 'supportTopics',
  one: 'supportTopic',
  of: 'support topics',
});
