import { Expert } from '../../entities/content/expert.js';
import { ExpertArticle } from '../../entities/content/expert-article.js';
import { bind, many, one, through } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { CalendarDate } from '../../schema/scalars.js';
import { idsBySlug } from '../by-slug.js';
import { rootFields } from '../root-fields.js';
import { byEntrySlug, entryBinding, entryFilters, entryOrders, richTextWithMedia } from './entry.js';

collection(ExpertArticle, {
  orders: {
    ...entryOrders,
    REVIEW_DUE: {
      description: 'By `reviewDueOn`, the earliest first; those without it last.',
      order: {
        descending: false,
        keys: [{ sql: (row) => `coalesce(${row.base}.review_due_on, '9999-12-31')`, type: 'date' }],
      },
    },
  },
  filters: {
    ...entryFilters,
    reviewDue: {
      type: () => Boolean,
      description:
        'Only those that should be checked again by now (true) or need not be yet (false): see `reviewDueOn`.',
      condition: (due: unknown, { base }) =>
        `coalesce(${base}.review_due_on <= current_date, false) = ${due ? 'true' : 'false'}`,
    },
    reviewDueBy: {
      type: () => CalendarDate,
      description: 'That should be checked again on this day or before.',
      condition: (day: unknown, { base }, statement) => `${base}.review_due_on <= ${statement.bind(day, 'date')}`,
    },
    experts: {
      type: () => [String],
      description: 'By any of these experts (slugs).',
      condition: (slugs: string[], row, statement) =>
        `exists (select 1 from entry_expert ee where ee.entry_id = ${row.base}.id and ee.expert_id = any(array(${idsBySlug('expert', slugs, statement)})))`,
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
