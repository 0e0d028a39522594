import { Expert, ExpertTranslation } from '../../entities/content/expert.js';
import { ExpertArticle } from '../../entities/content/expert-article.js';
import { Member } from '../../entities/identity/member.js';
import { MediaAsset } from '../../entities/media/media-asset.js';
import { alphabetical } from '../../read/collection.js';
import { bind, connection, foreignKey, one, through } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { bySlug } from '../by-slug.js';
import { rootFields } from '../root-fields.js';
import { allTexts } from '../texts.js';
import './expert-article.js';

collection(Expert, {
  orders: { NAME: { description: 'By name, as in a dictionary.', order: alphabetical('base', 'name') } },
  filters: {},
});

bind(Expert, {
  translation: { entity: ExpertTranslation, foreignKey: 'expert_id' },
  fields: { translations: allTexts('expert_translation', 'expert_id') },
  relations: {
    photo: one(MediaAsset, 'photo_id', 'Their photograph. Null when there is none.', { throughParent: true }),
    member: one(Member, 'member_id', 'Their account in the community. Null when they have none.'),
    articles: connection(ExpertArticle, through('entry_expert', 'expert_id', 'entry_id'), 'What they wrote.'),
    reviewedArticles: connection(ExpertArticle, foreignKey('reviewer_id'), 'What they reviewed.'),
  },
});

export const ExpertFields = rootFields(Expert, {
  list: 'experts',
  one: 'expert',
  of: 'experts',
  lookUp: bySlug('expert'),
});
