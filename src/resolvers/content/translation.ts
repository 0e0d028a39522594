import { Arg, Ctx, Field, ID, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { Revision } from '../../entities/content/revision.js';
import { Translation } from '../../entities/content/translation.js';
import { byColumns, oneOf } from '../../read/collection.js';
import { bind, json, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import type { Row } from '../../read/statement.js';
import { EntryStatus, EntryType, TranslationState } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import { amongIds } from '../among-ids.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { rootFields } from '../root-fields.js';
import './revision.js';

const ofEntry = (row: Row, sql: string) => `(select ${sql} from entry en where en.id = ${row.base}.entry_id)`;

/** From the row of what is, or was, public in the language. */
const ofPublic = (row: Row, sql: string) =>
  `(select ${sql} from entry_translation lt where lt.entry_id = ${row.base}.entry_id and lt.locale = ${row.base}.locale)`;

const votes = (row: Row, column: string) =>
  `coalesce((select h.${column} from helpfulness h where h.entry_id = ${row.base}.entry_id and h.locale = ${row.base}.locale), 0)`;

const textIn = (row: Row, draft: string) =>
  `(select jsonb_strip_nulls(x) from jsonb_path_query(${draft}, '$.translations[*] ? (@.locale == $locale)', jsonb_build_object('locale', ${row.base}.locale)) x limit 1)`;

const rest = (draft: string) => `jsonb_strip_nulls(${draft} - 'translations')`;

/** Texts are public from the revision of their language, all else from the one published last in any. */
const changed = (row: Row) => `coalesce((
  select case
    when lt.revision = en.latest_revision and en.live_revision = en.latest_revision then false
    else ${textIn(row, 'newest.draft')} is distinct from ${textIn(row, 'texts.draft')}
      or ${rest('newest.draft')} <> ${rest('others.draft')}
  end
  from entry_translation lt join entry en on en.id = lt.entry_id
    join revision newest on newest.entry_id = en.id and newest.number = en.latest_revision
    join revision texts on texts.entry_id = en.id and texts.number = lt.revision
    join revision others on others.entry_id = en.id and others.number = en.live_revision
  where lt.entry_id = ${row.base}.entry_id and lt.locale = ${row.base}.locale
), ${row.base}.state <> 'MISSING')`;

collection(Translation, {
  orders: {
    LONGEST_WAITING: { description: 'Longest in its state first.', order: byColumns('state_since::timestamptz') },
    NEWEST: { description: 'Came to its state last first.', order: byColumns('-state_since::timestamptz') },
  },
  filters: {
    locales: { type: () => [Locale], description: 'Of any of these languages.', condition: oneOf('locale') },
    states: { type: () => [TranslationState], description: 'In any of these states.', condition: oneOf('state') },
    entries: { type: () => [ID], description: 'Of any of these entries (ids).', condition: amongIds('entry_id') },
    types: {
      type: () => [EntryType],
      description: 'Of entries of any of these types.',
      condition: (types: unknown, row, statement) =>
        `${ofEntry(row, 'en.type')} = any(${statement.bind(types, 'text[]')})`,
    },
    entryStatuses: {
      type: () => [EntryStatus],
      description: 'Of entries in any of these states: `PUBLISHED` for those that the public sees in some language.',
      condition: (statuses: unknown, row, statement) =>
        `${ofEntry(row, 'en.status')} = any(${statement.bind(statuses, 'text[]')})`,
    },
  },
});

Field(() => Revision, { description: 'The newest revision of the entry: what there is to translate.' })(
  Translation.prototype,
  'newest',
);

bind(Translation, {
  fields: {
    sourceLocale: value((row) => ofEntry(row, 'en.source_locale')),
    status: value((row) => `coalesce(${ofPublic(row, 'lt.status')}, 'DRAFT')`),
    publishedRevision: value((row) => ofPublic(row, 'lt.revision')),
    changed: value(changed),
    helpfulVotes: value((row) => votes(row, 'helpful')),
    unhelpfulVotes: value((row) => votes(row, 'unhelpful')),
    newest: json(
      (row) =>
        `(select to_jsonb(re.id) from revision re join entry en on en.id = re.entry_id and re.number = en.latest_revision where en.id = ${row.base}.entry_id)`,
    ),
  },
});

Field(() => [Translation], {
  description: 'How the entry stands in each language, in the order of the site. Empty when it is in the trash.',
})(Revision.prototype, 'translations');

export const TranslationFields = rootFields(Translation, {
  list: 'translations',
  one: 'translation',
  of: 'translations of entries: the work list of those who translate',
});

@ObjectType({
  description: 'How far the entries of the site are translated into one language. Those in the trash do not count.',
})
export class TranslationProgress {
  @Field(() => Locale, { description: 'The language.' })
  locale!: string;

  @Field(() => Int, { description: 'How many entries there are.' })
  entries!: number;

  @Field(() => Int, { description: 'How many are translated from this language.' })
  source!: number;

  @Field(() => Int, { description: 'How many have a translation in their newest draft that is up to date.' })
  upToDate!: number;

  @Field(() => Int, { description: 'How many have one whose source has changed since.' })
  outdated!: number;

  @Field(() => Int, { description: 'How many have none.' })
  missing!: number;

  @Field(() => Int, { description: 'How many the public can read in this language.' })
  published!: number;
}

@Resolver()
export class TranslationProgressFields {
  @Query(() => [TranslationProgress], {
    description: 'How far the site is translated, for each of its languages in their order.',
  })
  translationProgress(
    @Arg('types', () => [EntryType], { nullable: true, description: 'Only entries of these types. All when absent.' })
    types: EntryType[] | null,
    @Ctx() { services }: RequestContext,
  ): Promise<object[]> {
    return services.translationWork.progress(types);
  }
}

@ObjectType({ description: 'What a change about a translation led to.' })
export class TranslationPayload {
  @Field(() => Translation, {
    nullable: true,
    description: 'How the entry stands in the language now. Null when it was refused.',
  })
  translation?: string;

  errors!: UserError[];
}
errorsField(TranslationPayload);

const ENTRY = { description: 'Id of the entry.' };
const REVISION = {
  description: 'Number of the newest revision, which you have read. Refused when there is a newer one.',
};

@Resolver()
export class TranslationMutations {
  @Mutation(() => TranslationPayload, {
    description:
      'Says that an outdated translation is right all the same: what has changed in the source does not concern it.',
  })
  confirmTranslation(
    @Arg('id', () => ID, ENTRY) id: string,
    @Arg('locale', () => Locale, { description: 'The language of the translation.' }) locale: string,
    @Arg('revision', () => Int, REVISION) revision: number,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({
      translation: await services.translationWork.confirm(viewer, id, locale, revision),
    }));
  }

  @Mutation(() => TranslationPayload, {
    description:
      'Says which language an entry is translated from. At first it is the one that was written first. All others count as up to date then.',
  })
  setSourceLocale(
    @Arg('id', () => ID, ENTRY) id: string,
    @Arg('locale', () => Locale, { description: 'The language; the newest draft needs a text in it.' }) locale: string,
    @Arg('revision', () => Int, REVISION) revision: number,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({
      translation: await services.translationWork.setSource(viewer, id, locale, revision),
    }));
  }
}
