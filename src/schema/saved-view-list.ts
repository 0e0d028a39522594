import { describedEnum } from './enums.js';

/** Each is the name of a list among the root fields, written large: `EXPERT_ARTICLES` is `expertArticles`. */
export const SavedViewList = describedEnum('SavedViewList', 'A list that views can be saved of.', {
  REVISIONS: '`revisions`: what editors have saved.',
  REVIEWS: '`reviews`: what is looked at before it is published.',
  RESOURCES: '`resources`',
  EXPERT_ARTICLES: '`expertArticles`',
  SUCCESS_STORIES: '`successStories`',
  PARTNER_ORGANIZATIONS: '`partnerOrganizations`',
  MEDIA_ASSETS: '`mediaAssets`: files that were uploaded.',
});
export type SavedViewList = keyof typeof SavedViewList;

/** Name of the root field. */
export function listFieldOf(list: SavedViewList): string {
  return list.toLowerCase().replaceAll(/_(.)/g, (_all, letter: string) => letter.toUpperCase());
}
