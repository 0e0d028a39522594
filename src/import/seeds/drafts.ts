import type { ExpertArticleDraft } from '../../schema/drafts/expert-article.js';
import type { PartnerOrganizationDraft } from '../../schema/drafts/partner-organization.js';
import type { ResourceDraft } from '../../schema/drafts/resource.js';
import type { SuccessStoryDraft } from '../../schema/drafts/success-story.js';
import type { ArticleSeed, PartnerSeed, ResourceSeed, StorySeed } from './formats.js';

/** Turns a slug in a seed file, at this path, into an id. */
export interface Ids {
  topics(slugs: readonly string[]): string[];
  experts(slugs: readonly string[], ...path: string[]): string[];
  /** Undefined where there is none. */
  coverImage(file: string | null | undefined): string | undefined;
}

/** Texts by language as a list, each with its language. */
export function localized<T extends object>(translations: Record<string, T>): (T & { locale: string })[] {
  return Object.entries(translations).map(([locale, texts]) => ({ locale, ...texts }));
}

export function articleDraft(seed: ArticleSeed, ids: Ids): ExpertArticleDraft {
  return {
    translations: localized(seed.translations),
    topicIds: ids.topics(seed.topics),
    coverImageId: ids.coverImage(seed.coverImage),
    audiences: seed.audiences,
    expertIds: ids.experts(seed.experts, 'experts'),
    sources: seed.sources,
    reviewerId: seed.reviewer && (ids.experts([seed.reviewer], 'reviewer')[0] ?? null),
    reviewedOn: seed.reviewedOn,
    reviewDueOn: seed.reviewDueOn,
  };
}

export function resourceDraft(seed: ResourceSeed, ids: Ids): ResourceDraft {
  const { topics, coverImage, publishedOn: _, translations, ...fields } = seed;
  return {
    ...fields,
    translations: localized(translations),
    topicIds: ids.topics(topics),
    coverImageId: ids.coverImage(coverImage),
  };
}

export function storyDraft(seed: StorySeed, ids: Ids): SuccessStoryDraft {
  return {
    translations: localized(seed.translations),
    topicIds: ids.topics(seed.topics),
    coverImageId: ids.coverImage(seed.coverImage),
    audiences: seed.audiences,
    storytellerName: seed.storyteller.name,
    consent: seed.consent,
  };
}

export function partnerDraft(seed: PartnerSeed, ids: Ids): PartnerOrganizationDraft {
  const { topics, coverImage, publishedOn: _, translations, services, ...fields } = seed;
  return {
    ...fields,
    translations: localized(translations),
    topicIds: ids.topics(topics),
    coverImageId: ids.coverImage(coverImage),
    services: services.map((service) => ({ ...service, translations: localized(service.translations) })),
  };
}
