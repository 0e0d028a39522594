import { Arg, type ClassType, Ctx, Field, ID, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Entry } from '../../entities/content/entry.js';
import { Revision } from '../../entities/content/revision.js';
import { named } from '../../schema/connection.js';
import { DRAFTS } from '../../schema/drafts/drafts.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { EntryType } from '../../schema/enums.js';
import { Locale } from '../../schema/scalars.js';
import type { UserError } from '../../schema/user-error.js';
import '../../schema/version-conflict.js';
import type { RequestContext } from '../context.js';
import { cancelledActionsField } from './cancelled-actions.js';
import './in-use.js';
import { errorsField, payload } from '../payload.js';
import { NO_EFFECTS, publicationEffectFields } from './publication-effects.js';

@ObjectType({ description: 'What saving a draft answers.' })
export class SaveEntryPayload {
  @Field(() => Revision, { nullable: true, description: 'What was saved. Null when it was refused.' })
  revision?: string;

  errors!: UserError[];
}
errorsField(SaveEntryPayload);

@ObjectType({ description: 'What changing the state of an entry answers.' })
export class EntryStatePayload {
  @Field(() => ID, { nullable: true, description: 'Id of the entry. Null when it was refused.' })
  entryId?: string;

  @Field(() => Entry, {
    nullable: true,
    description: 'The entry as the public now sees it. Null when the public does not, or it was refused.',
  })
  entry?: string;

  errors!: UserError[];
}
cancelledActionsField(EntryStatePayload);
publicationEffectFields(EntryStatePayload);
errorsField(EntryStatePayload);

@ObjectType({ description: 'What deleting an entry for good answers.' })
export class PurgeEntryPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the entry that was. Null when it was refused.' })
  purgedId?: string;

  errors!: UserError[];
}
errorsField(PurgeEntryPayload);

const state = (work: () => Promise<{ entryId: string }>) =>
  payload(async () => {
    const done = await work();
    return { ...NO_EFFECTS, ...done, entry: done.entryId };
  });

@Resolver()
export class EntryMutations {
  @Mutation(() => SaveEntryPayload, {
    description:
      'Makes a new entry, your own, whose first draft is the newest draft of another. What holds for that one only is left out: slugs, consent, who reviewed or verified it, and when. Reviews, plans, releases and votes stay with it, too.',
  })
  duplicateEntry(
    @Arg('id', () => ID, { description: 'Id of the entry to copy.' }) id: string,
    @Arg('note', () => String, { nullable: true, description: 'Why, for the history. Up to 500 characters.' })
    note: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ revision: (await services.duplication.duplicate(viewer, id, note)).revisionId }));
  }

  @Mutation(() => EntryStatePayload, {
    description:
      'Brings the newest revision of an entry before the public. Everything that is missing is named, an approval included (`REVIEW_REQUIRED`); then nothing is published. Texts go live in the languages that are published, those of services included; what has no language goes live with any of them, and `sharedChanges` names it.',
  })
  publishEntry(
    @Arg('id', () => ID, { description: 'Id of the entry.' }) id: string,
    @Arg('revision', () => Int, {
      description: 'Number of the revision you have read. Refused when there is a newer one.',
    })
    revision: number,
    @Arg('locales', () => [Locale], {
      nullable: true,
      description: 'The languages to publish. All that have a text when absent.',
    })
    locales: string[] | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return state(() => services.publishing.publish(viewer, id, revision, locales));
  }

  @Mutation(() => EntryStatePayload, {
    description:
      'Takes an entry back from the public. Nothing is lost: publish it again when you like. While what the public sees refers to it, it is refused with InUse.',
  })
  unpublishEntry(
    @Arg('id', () => ID, { description: 'Id of the entry.' }) id: string,
    @Arg('locales', () => [Locale], {
      nullable: true,
      description: 'The languages to take back. All of them when absent.',
    })
    locales: string[] | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return state(() => services.publishing.unpublish(viewer, id, locales));
  }

  @Mutation(() => EntryStatePayload, {
    description:
      'Puts an entry into the trash. The public no longer sees it; `restoreEntry` brings it back. While what the public sees refers to it, it is refused with InUse, unless `replaceWith` takes its place.',
  })
  deleteEntry(
    @Arg('id', () => ID, { description: 'Id of the entry.' }) id: string,
    @Arg('replaceWith', () => ID, {
      nullable: true,
      description:
        'Id of a public entry to which everything shall refer that refers to this one: what the public sees at once, and newest drafts by a new revision each.',
    })
    replaceWith: string | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return state(() => services.trash.remove(viewer, id, replaceWith));
  }

  @Mutation(() => EntryStatePayload, { description: 'Takes an entry out of the trash. It is not published by that.' })
  restoreEntry(
    @Arg('id', () => ID, { description: 'Id of the entry.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return state(() => services.trash.restore(viewer, id));
  }

  @Mutation(() => PurgeEntryPayload, {
    description:
      'Deletes an entry in the trash for good, with all its revisions: nobody can bring it back. The audit log keeps what was done. After some time in the trash it happens by itself.',
  })
  purgeEntry(
    @Arg('id', () => ID, { description: 'Id of the entry.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ purgedId: await services.trash.purge(viewer, id) }));
  }
}

const NOTE = { nullable: true, description: 'Why, for the history. Up to 500 characters.' };

/** Makes `create<Type>` and `update<Type>` of a type of entry. */
function savingMutations(type: EntryType): ClassType<object> {
  const draft = DRAFTS[type];
  const name = draft.name.replace(/Draft$/, '');
  const resolver = named(`${name}Mutations`, class {});

  const define = (field: string, description: string, body: (...args: never[]) => Promise<object>) => {
    Object.defineProperty(resolver.prototype, field, { value: body, configurable: true });
    const descriptor = Object.getOwnPropertyDescriptor(resolver.prototype, field)!;
    Mutation(() => SaveEntryPayload, { description })(resolver.prototype, field, descriptor);
  };
  const save = (work: () => Promise<{ revisionId: string }>) =>
    payload(async () => ({ revision: (await work()).revisionId }));

  const create = `create${name}`;
  define(
    create,
    'Makes an entry with its first draft. The public sees nothing of it until `publishEntry`.',
    (input: EntryDraft, note: string | null, { viewer, services }: RequestContext) =>
      save(() => services.entries.create(viewer, type, input, { note })),
  );
  Arg('input', () => draft, { description: 'What to save; it may be incomplete.' })(resolver.prototype, create, 0);
  Arg('note', () => String, NOTE)(resolver.prototype, create, 1);
  Ctx()(resolver.prototype, create, 2);

  const update = `update${name}`;
  define(
    update,
    'Saves a new draft of an entry; one that is the same as the newest makes no revision. It replaces the whole of what was drafted; the public sees nothing of it until `publishEntry`.',
    (
      id: string,
      revision: number,
      input: EntryDraft,
      note: string | null,
      autosave: boolean | null,
      { viewer, services }: RequestContext,
    ) => save(() => services.entries.update(viewer, id, type, revision, input, { note, autosave })),
  );
  Arg('id', () => ID, { description: 'Id of the entry.' })(resolver.prototype, update, 0);
  Arg('revision', () => Int, {
    description:
      'Number of the revision you began with. When there is a newer one it is refused with VersionConflict, which offers your draft with the changes of others brought in.',
  })(resolver.prototype, update, 1);
  Arg('input', () => draft, { description: 'What to save; it may be incomplete.' })(resolver.prototype, update, 2);
  Arg('note', () => String, NOTE)(resolver.prototype, update, 3);
  Arg('autosave', () => Boolean, {
    nullable: true,
    description:
      'True when your program saves by itself: the revision takes the place of your last autosave. Answers the number to go on with.',
  })(resolver.prototype, update, 4);
  Ctx()(resolver.prototype, update, 5);
  Resolver()(resolver);
  return resolver;
}

export const savingResolvers = (Object.keys(DRAFTS) as EntryType[]).map(savingMutations);
