import { Expert } from '../../entities/content/expert.js';
import { ExpertArticle } from '../../entities/content/expert-article.js';
import { bind, many, one, through } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { rootFields } from '../root-fields.js';
import { byEntrySlug, entryBinding, entryFilters, entryOrders, richTextWithMedia } from './entry.js';

collection(ExpertArticle, {
  orders: entryOrders,
  filters: {
    ...entryFilters,
    experts: {
      type: () => [String],
      description: 'By any of these experts (slugs).',
      condition: (slugs: unknown, row, statement) =>
        `exists (select 1 from entry_expert ee join expert ex on ex.id = ee.expert_id where ee.entry_id = ${row.base}.id and ex.slug = any(${statement.bind(slugs, 'text[]')}))`,
    },
  },
});

bind(
  ExpertArticle,
  entryBinding({
    fields: { body: richTextWithMedia() },
    relations: {
      experts: many(Expert, through('entry_expert', 'entry_id', 'expert_id'), 'position', 'Who wrote it.'),
      reviewer: one(Expert, 'reviewer_id', 'Who checked it. Null when nobody has.'),
    },
  }),
);

export const ExpertArticleFields = rootFields(ExpertArticle, {
  list: 'expertArticles',
  one: 'expertArticle',
  of: 'expert articles',
  lookUp: byEntrySlug('EXPERT_ARTICLE'),
});
