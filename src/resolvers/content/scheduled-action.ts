import { Arg, Ctx, Field, ID, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Entry } from '../../entities/content/entry.js';
import { Release } from '../../entities/content/release.js';
import { Revision } from '../../entities/content/revision.js';
import { ScheduledAction } from '../../entities/content/scheduled-action.js';
import { Member } from '../../entities/identity/member.js';
import { byColumns, oneOf } from '../../read/collection.js';
import { bind, json, one, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import { DateTime, LocalDateTime, Locale } from '../../schema/scalars.js';
import { ScheduledActionKind, ScheduledActionState } from '../../schema/scheduled-actions.js';
import type { UserError } from '../../schema/user-error.js';
import { amongIds } from '../among-ids.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { rootFields } from '../root-fields.js';
import './release.js';
import './revision.js';

collection(ScheduledAction, {
  orders: {
    SOONEST: { description: 'The earliest time first.', order: byColumns('due_at::timestamptz') },
    LATEST: { description: 'The latest time first.', order: byColumns('-due_at::timestamptz') },
  },
  filters: {
    states: {
      type: () => [ScheduledActionState],
      description: 'In any of these states.',
      condition: oneOf('state'),
    },
    actions: { type: () => [ScheduledActionKind], description: 'Any of these kinds.', condition: oneOf('action') },
    entries: { type: () => [ID], description: 'Of any of these entries (ids).', condition: amongIds('entry_id') },
    releases: { type: () => [ID], description: 'Of any of these releases (ids).', condition: amongIds('release_id') },
    from: {
      type: () => DateTime,
      description: 'Due at this time or later: the start of a page of a calendar.',
      condition: (from: unknown, row, statement) => `${row.base}.due_at >= ${statement.bind(from, 'timestamptz')}`,
    },
    before: {
      type: () => DateTime,
      description: 'Due before this time: the end of a page of a calendar.',
      condition: (before: unknown, row, statement) => `${row.base}.due_at < ${statement.bind(before, 'timestamptz')}`,
    },
  },
});

Field(() => Revision, {
  nullable: true,
  description: 'What is published, or of what is taken back the newest revision: for its title.',
})(ScheduledAction.prototype, 'content');

bind(ScheduledAction, {
  fields: {
    at: value((row) => `to_char(${row.base}.wall_clock, 'YYYY-MM-DD"T"HH24:MI')`),
    content: json(
      (row) =>
        `(select to_jsonb(re.id) from revision re join entry en on en.id = re.entry_id
          where en.id = ${row.base}.entry_id and re.number = coalesce(${row.base}.revision, en.latest_revision))`,
    ),
    errors: json((row) => `${row.base}.errors`),
  },
  relations: {
    published: one(Entry, 'entry_id', 'The entry as the public sees it now. Null when it does not.'),
    release: one(
      Release,
      'release_id',
      'The release that is to go live. Null when it is about an entry, or not for you.',
    ),
    scheduledBy: one(Member, 'scheduled_by', 'Who planned it. Null when they have left.'),
    cancelledBy: one(Member, 'cancelled_by', 'Who called it off. Null when nobody has, or they have left.'),
  },
});

export const ScheduledActionFields = rootFields(ScheduledAction, {
  list: 'scheduledActions',
  one: 'scheduledAction',
  of: 'scheduled actions: what is planned for entries and releases, and what has become of earlier plans',
});

@ObjectType({ description: 'What planning something, or calling it off, answers.' })
export class ScheduledActionPayload {
  @Field(() => ScheduledAction, { nullable: true, description: 'The plan as it is now. Null when it was refused.' })
  scheduledAction?: string;

  errors!: UserError[];
}
errorsField(ScheduledActionPayload);

const planned = (work: () => Promise<string>) => payload(async () => ({ scheduledAction: await work() }));

const ENTRY = { description: 'Id of the entry.' };
const AT = {
  description:
    'When, as a clock in `timeZone` shows it. A time that the clock leaves out in spring is refused; of one that it shows twice in autumn the first is meant.',
};
const TIME_ZONE = { description: 'The time zone of the editor by its IANA name, such as `Europe/Berlin`.' };

@Resolver()
export class ScheduledActionMutations {
  @Mutation(() => ScheduledActionPayload, {
    description:
      'Plans to publish the newest revision of an entry. It is this revision that becomes public, whatever is saved later: to publish that, plan anew and call this off. Everything that is missing now is named; then nothing is planned. Should it not be possible when the time comes, nothing is published, and you get a mail.',
  })
  schedulePublication(
    @Arg('id', () => ID, ENTRY) id: string,
    @Arg('revision', () => Int, {
      description: 'Number of the revision you have read. Refused when there is a newer one.',
    })
    revision: number,
    @Arg('at', () => LocalDateTime, AT) at: string,
    @Arg('timeZone', () => String, TIME_ZONE) timeZone: string,
    @Arg('locales', () => [Locale], {
      nullable: true,
      description: 'The languages to publish. All that the revision has when absent.',
    })
    locales: string[] | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return planned(() =>
      services.scheduledActions.schedulePublication(viewer, { id, revision, at, timeZone, locales }),
    );
  }

  @Mutation(() => ScheduledActionPayload, {
    description: 'Plans to take an entry back from the public. When nothing of it is public then, nothing happens.',
  })
  scheduleUnpublication(
    @Arg('id', () => ID, ENTRY) id: string,
    @Arg('at', () => LocalDateTime, AT) at: string,
    @Arg('timeZone', () => String, TIME_ZONE) timeZone: string,
    @Arg('locales', () => [Locale], {
      nullable: true,
      description: 'The languages to take back. All that are public then when absent.',
    })
    locales: string[] | null,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return planned(() => services.scheduledActions.scheduleUnpublication(viewer, { id, at, timeZone, locales }));
  }

  @Mutation(() => ScheduledActionPayload, {
    description:
      'Plans to publish a release as a whole. It goes live as it is now: with these entries, and of those without a chosen revision with the newest of this moment, whatever is saved later. It cannot be changed until that is called off. Everything that is missing now is named; then nothing is planned. Should it not be possible when the time comes, nothing of it is published, and you get a mail.',
  })
  scheduleRelease(
    @Arg('id', () => ID, { description: 'Id of the release.' }) id: string,
    @Arg('at', () => LocalDateTime, AT) at: string,
    @Arg('timeZone', () => String, TIME_ZONE) timeZone: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return planned(() => services.releaseSchedule.schedule(viewer, id, { at, timeZone }));
  }

  @Mutation(() => ScheduledActionPayload, { description: 'Calls off what is still to come. It stays as a record.' })
  cancelScheduledAction(
    @Arg('id', () => ID, { description: 'Id of the scheduled action.' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return planned(() => services.scheduledActions.cancel(viewer, id));
  }
}
