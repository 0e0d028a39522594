import type { EntryDraft, EntryTextDraft } from '../../schema/drafts/entry.js';
import type { ExpertArticleDraft } from '../../schema/drafts/expert-article.js';
import type { PartnerOrganizationDraft } from '../../schema/drafts/partner-organization.js';
import type { ResourceDraft, ResourceFileDraft } from '../../schema/drafts/resource.js';
import type { SuccessStoryDraft, SuccessStoryTextDraft } from '../../schema/drafts/success-story.js';
import type { EntryType } from '../../schema/enums.js';
import { isBlank } from '../../schema/visible.js';
import { checkOrganization } from './check-organization.js';
import { checkUrl } from './check-values.js';
import type { Problems } from './problems.js';
import { canonicalSlug, isSlug, NO_SLUG } from './slug.js';

type Path = readonly (string | number)[];

/** Longest texts that are taken, in characters. */
const LIMITS = {
  title: 200,
  summary: 500,
  contentWarning: 500,
  quote: 500,
  storytellerRelation: 200,
  line: 300,
};

/** More than these nobody reads next. */
const MOST_RELATED = 20;

/** Checks what must be right even in a draft: what is there is possible. That something is missing is no mistake yet. */
export function checkDraft(type: EntryType, draft: EntryDraft, problems: Problems, path: Path = ['input']): void {
  const locales = new Set<string>();
  for (const [i, text] of (draft.translations ?? []).entries()) {
    const at = [...path, 'translations', i];
    if (locales.has(text.locale))
      problems.add('INVALID', `There are two texts for "${text.locale}". Keep one of them.`, ...at, 'locale');
    locales.add(text.locale);
    checkText(text, problems, at);
  }
  checkUnique(draft.topicIds, 'topic', problems, [...path, 'topicIds']);
  checkUnique(draft.relatedEntryIds, 'entry', problems, [...path, 'relatedEntryIds']);
  const related = draft.relatedEntryIds?.length ?? 0;
  if (related > MOST_RELATED) {
    const message = `At most ${MOST_RELATED} related entries fit here; there are ${related}.`;
    problems.add('INVALID', message, ...path, 'relatedEntryIds');
  }
  if (type === 'RESOURCE') checkResource(draft as ResourceDraft, problems, path);
  if (type === 'EXPERT_ARTICLE') checkArticle(draft as ExpertArticleDraft, problems, path);
  if (type === 'PARTNER_ORGANIZATION') checkOrganization(draft as PartnerOrganizationDraft, problems, path);
}

function checkText(text: EntryTextDraft & Partial<SuccessStoryTextDraft>, problems: Problems, path: Path): void {
  for (const name of ['title', 'summary', 'contentWarning', 'quote', 'storytellerRelation'] as const) {
    const length = text[name]?.length ?? 0;
    if (length > LIMITS[name])
      problems.add('INVALID', `At most ${LIMITS[name]} characters fit here; there are ${length}.`, ...path, name);
  }
  if (text.slug != null && text.slug !== '' && !isSlug(canonicalSlug(text.slug))) {
    problems.add('INVALID', NO_SLUG, ...path, 'slug');
  }
}

function checkResource(draft: ResourceDraft, problems: Problems, path: Path): void {
  checkUrl(draft.url, problems, [...path, 'url']);
  if (draft.file) checkFile(draft.file, problems, [...path, 'file']);
  if (draft.durationMinutes != null && draft.durationMinutes < 1)
    problems.add('INVALID', 'A duration is at least one minute.', ...path, 'durationMinutes');
}

/** A file is one that was uploaded, or one that is elsewhere and is described whole. */
function checkFile(file: ResourceFileDraft, problems: Problems, path: Path): void {
  checkUrl(file.url, problems, [...path, 'url']);
  if (file.mediaId) {
    if (file.url || file.mediaType || file.bytes != null)
      problems.add('INVALID', 'Say either which uploaded file it is, or where it is elsewhere.', ...path, 'mediaId');
    return;
  }
  for (const name of ['url', 'mediaType'] as const) {
    if (!file[name])
      problems.add('REQUIRED', 'Name an uploaded file (`mediaId`), or say where it is and what.', ...path, name);
  }
}

function checkArticle(draft: ExpertArticleDraft, problems: Problems, path: Path): void {
  checkUnique(draft.expertIds, 'expert', problems, [...path, 'expertIds']);
  if (draft.reviewerId && draft.expertIds?.includes(draft.reviewerId)) {
    problems.add('INVALID', 'Nobody reviews their own article. Choose another reviewer.', ...path, 'reviewerId');
  }
  for (const [i, source] of (draft.sources ?? []).entries())
    checkUrl(source.url, problems, [...path, 'sources', i, 'url']);
}

function checkUnique(ids: readonly string[] | null | undefined, what: string, problems: Problems, path: Path): void {
  const seen = new Set<string>();
  for (const [i, id] of (ids ?? []).entries()) {
    // The same id, however it is written.
    if (seen.has(id.toLowerCase())) problems.add('INVALID', `This ${what} is in the list twice.`, ...path, i);
    seen.add(id.toLowerCase());
  }
}

/** Checks what must be there before the public sees it in `locales`. */
export function checkPublishable(
  type: EntryType,
  draft: EntryDraft,
  locales: readonly string[],
  problems: Problems,
  path: Path = ['input'],
): void {
  const require = (present: unknown, message: string, ...at: (string | number)[]) => {
    if (present == null || (typeof present === 'string' && isBlank(present)))
      problems.add('REQUIRED', message, ...path, ...at);
  };
  for (const [i, text] of (draft.translations ?? []).entries()) {
    if (!locales.includes(text.locale)) continue;
    require(text.title, 'A title is needed.', 'translations', i, 'title');
    require(text.body, 'A text is needed.', 'translations', i, 'body');
    if (type === 'SUCCESS_STORY')
      require((text as SuccessStoryTextDraft).quote, 'A quote is needed.', 'translations', i, 'quote');
  }
  if (type === 'RESOURCE') {
    const { kind, cost, url, file, phone } = draft as ResourceDraft;
    require(kind, 'A kind is needed.', 'kind');
    require(cost, 'Say what it costs.', 'cost');
    require(url || file?.url || file?.mediaId || phone, 'An address, a file or a phone number is needed.', 'url');
  }
  if (type === 'EXPERT_ARTICLE') {
    const { expertIds, sources } = draft as ExpertArticleDraft;
    // Text taken over under a licence has no author of ours; its source stands for it.
    if (!sources?.some((source) => source.license))
      require(expertIds?.length || null, 'At least one expert is needed.', 'expertIds');
  }
  if (type === 'SUCCESS_STORY') {
    const { storytellerName, consent } = draft as SuccessStoryDraft;
    require(storytellerName, 'The name the storyteller chose is needed.', 'storytellerName');
    require(consent, 'Nothing is published without consent. Record it.', 'consent');
    if (consent) require(consent.scope, 'Say what was agreed to.', 'consent', 'scope');
    if (consent?.expiresOn && consent.expiresOn < new Date().toISOString().slice(0, 10)) {
      problems.add('NOT_ALLOWED', 'The consent has expired. Ask for a new one.', ...path, 'consent', 'expiresOn');
    }
  }
  if (type === 'PARTNER_ORGANIZATION') {
    for (const [i, service] of ((draft as PartnerOrganizationDraft).services ?? []).entries()) {
      require(service.translations?.some((text) => !isBlank(text.name)) ||
        null, 'A service needs a name in one language at least.', 'services', i, 'translations');
    }
  }
}
