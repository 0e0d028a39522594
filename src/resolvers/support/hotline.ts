import { ID } from 'type-graphql';
import { Hotline, HotlineTranslation } from '../../entities/support/hotline.js';
import { SupportTopic } from '../../entities/support/support-topic.js';
import { byColumns } from '../../read/collection.js';
import { bind, many, through } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { rootFields } from '../root-fields.js';
import { allTexts } from '../texts.js';

collection(Hotline, {
  orders: { POSITION: { description: 'As the editors arranged them.', order: byColumns('position::int') } },
  filters: {
    country: {
      type: () => String,
      description: 'For this country (ISO 3166-1, such as `DE`) or for all countries.',
      condition: (country: unknown, row, statement) =>
        `(${row.base}.country is null or ${row.base}.country = upper(${statement.bind(country, 'text')}))`,
    },
    topics: {
      type: () => [ID],
      description: 'That help with any of these support topics (ids), or with all.',
      condition: (ids: unknown, row, statement) =>
        `(exists (select 1 from hotline_topic ht where ht.hotline_id = ${row.base}.id and ht.support_topic_id::text = any(${statement.bind(ids, 'text[]')}))
          or not exists (select 1 from hotline_topic ht where ht.hotline_id = ${row.base}.id))`,
    },
  },
});

bind(Hotline, {
  translation: { entity: HotlineTranslation, foreignKey: 'hotline_id' },
  fields: {
    translations: allTexts('hotline_translation', 'hotline_id'),
  },
  relations: {
    topics: many(
      SupportTopic,
      through('hotline_topic', 'hotline_id', 'support_topic_id'),
      'position',
      'What it helps with. Empty: with everything.',
    ),
  },
});

export const HotlineFields = rootFields(Hotline, { list: 'hotlines', one: 'hotline', of: 'hotlines' });
