import type { EntityManager } from 'typeorm';
import type { EntryDraft, EntryTextDraft } from '../../schema/drafts/entry.js';
import type { PartnerOrganizationDraft, ServiceDraft } from '../../schema/drafts/partner-organization.js';

/** What the public sees of an entry, in the shape of a draft. */
export interface LiveDraft {
  readonly draft: EntryDraft;
  /** The languages in which it is public. */
  readonly locales: readonly string[];
}

/** A row of what is public: the revision published last, and the languages that are public from which revision. */
interface Row {
  readonly id: string;
  readonly draft: EntryDraft;
  readonly topic_ids: string[];
  readonly texts: readonly { readonly locale: string; readonly draft: EntryDraft | null }[];
}

/**
 * What the public sees of entries, by their ids; of those that are not public nothing. What has no language is as it was
 * published last, each text as its language was; the topics are those that the public sees. One statement.
 */
export async function liveDraftsOf(
  manager: EntityManager,
  entryIds: readonly string[],
): Promise<Map<string, LiveDraft>> {
  const rows: Row[] = await manager.query(
    `select e.id, r.draft,
       array(select et.topic_id::text from entry_topic et where et.entry_id = e.id order by et.position, et.topic_id) as topic_ids,
       (select json_agg(json_build_object('locale', t.locale, 'draft', case when t.revision <> e.live_revision then tr.draft end) order by t.locale)
        from entry_translation t left join revision tr on tr.entry_id = t.entry_id and tr.number = t.revision
        where t.entry_id = e.id and t.status = 'PUBLISHED') as texts
     from entry e join revision r on r.entry_id = e.id and r.number = coalesce(e.tagged_revision, e.live_revision)
     where e.id = any($1::uuid[]) and e.status = 'PUBLISHED' and e.deleted_at is null`,
    [entryIds],
  );
  return new Map(
    rows.map(({ id, draft, topic_ids: topicIds, texts }) => {
      const whole = texts.reduce((sum, text) => (text.draft ? withTexts(sum, text.draft, text.locale) : sum), draft);
      return [id, { draft: { ...whole, topicIds }, locales: texts.map(({ locale }) => locale) }];
    }),
  );
}

/** A draft with the texts that another one has in a language. */
function withTexts(draft: EntryDraft, other: EntryDraft, locale: string): EntryDraft {
  const { services } = draft as PartnerOrganizationDraft;
  const others = new Map((other as PartnerOrganizationDraft).services?.map((service) => [service.key, service]));
  const withService = (service: ServiceDraft) => ({
    ...service,
    translations: withText(service.translations, others.get(service.key)?.translations, locale),
  });
  return {
    ...draft,
    translations: withText(draft.translations as EntryTextDraft[], other.translations, locale),
    ...(services && { services: services.map(withService) }),
  } as EntryDraft;
}

/** A list of texts in which that of a language is as in another list. */
function withText<Text extends { readonly locale: string }>(
  texts: readonly Text[] | null | undefined,
  others: readonly Text[] | null | undefined,
  locale: string,
): Text[] {
  const other = others?.filter((text) => text.locale === locale) ?? [];
  const at = texts?.findIndex((text) => text.locale === locale) ?? -1;
  return at < 0 ? [...(texts ?? []), ...other] : texts!.toSpliced(at, 1, ...other);
}
