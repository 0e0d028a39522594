import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Consent, SuccessStory } from '../../entities/content/success-story.js';
import { Member } from '../../entities/identity/member.js';
import { Testimonial } from '../../entities/testimonials/testimonial.js';
import { byColumns } from '../../read/collection.js';
import { bind, embedded, one, value } from '../../read/declare/bind.js';
import { collection } from '../../read/declare/collection.js';
import type { Row } from '../../read/statement.js';
import { CalendarDate, Locale } from '../../schema/scalars.js';
import { TestimonialState } from '../../schema/testimonial-state.js';
import type { UserError } from '../../schema/user-error.js';
import { EntryStatePayload } from '../content/entry-mutations.js';
import { NO_EFFECTS } from '../content/publication-effects.js';
import { consentVersion } from '../content/success-story.js';
import type { RequestContext } from '../context.js';
import { errorsField, payload } from '../payload.js';
import { rootFields } from '../root-fields.js';

/** SQL over the entry `en` of a testimonial, its newest revision `rv`, and its review `rq` where that asks for changes. */
function ofStory(row: Row, sql: string): string {
  return `(select ${sql} from entry en join revision rv on rv.entry_id = en.id and rv.number = en.latest_revision
    left join review rq on rq.entry_id = en.id and rq.state = 'CHANGES_REQUESTED'
    where en.id = ${row.base}.entry_id)`;
}

const state = (row: Row) => `testimonial_state(${row.base}.entry_id)`;

/** A text of the story in the language of its teller. */
function told(name: string) {
  return value((row) =>
    ofStory(
      row,
      `(select t->>'${name}' from jsonb_path_query(rv.draft, '$.translations[*]') t where t->>'locale' = ${row.base}.locale limit 1)`,
    ),
  );
}

/** What the draft says of the consent, else what is left of it. */
function consent(name: string, column: string, type = 'text') {
  return value((row) => ofStory(row, consentPart(name, column, type)));
}

function consentPart(name: string, column: string, type: string): string {
  return `coalesce((rv.draft #>> '{consent,${name}}')::${type}, en.${column})`;
}

collection(Testimonial, {
  orders: {
    NEWEST: { description: 'Sent in last first.', order: byColumns('-submitted_at::timestamptz') },
    OLDEST: {
      description: 'Sent in first first: what has waited longest.',
      order: byColumns('submitted_at::timestamptz'),
    },
  },
  filters: {
    states: {
      type: () => [TestimonialState],
      description: 'In any of these states.',
      condition: (states: unknown, row, statement) => `${state(row)} = any(${statement.bind(states, 'text[]')})`,
    },
    own: {
      type: () => Boolean,
      description: 'Only your own (true) or only those of others (false).',
      condition: (own: unknown, row, statement) =>
        `(${row.base}.member_id is not distinct from ${statement.viewerId()}) = ${own ? 'true' : 'false'}`,
    },
  },
});

Field(() => Consent, { description: 'The consent that came with it; under no name when it was withdrawn.' })(
  Testimonial.prototype,
  'consent',
);

bind(Testimonial, {
  fields: {
    state: value(state),
    requestedChanges: value((row) =>
      ofStory(
        row,
        `(select d.note from review_decision d where d.review_id = rq.id and d.verdict = 'CHANGES_REQUESTED'
          order by d.decided_at desc limit 1)`,
      ),
    ),
    revision: value((row) => ofStory(row, 'en.latest_revision')),
    title: told('title'),
    body: told('body'),
    quote: told('quote'),
    storytellerRelation: told('storytellerRelation'),
    contentWarning: told('contentWarning'),
    storytellerName: value((row) => ofStory(row, `rv.draft->>'storytellerName'`)),
    consent: embedded({
      givenBy: consent('givenBy', 'consent_given_by'),
      givenOn: consent('givenOn', 'consent_given_on', 'date'),
      scope: consent('scope', 'consent_scope'),
      expiresOn: consent('expiresOn', 'consent_expires_on', 'date'),
      textVersion: value((row) =>
        ofStory(
          row,
          consentVersion(
            consentPart('textVersion', 'consent_text_version', 'int'),
            consentPart('givenOn', 'consent_given_on', 'date'),
          ),
        ),
      ),
      textLocale: consent('textLocale', 'consent_text_locale'),
      withdrawnAt: value((row) => ofStory(row, 'en.consent_withdrawn_at')),
    }),
  },
  relations: {
    member: one(Member, 'member_id', 'Who sent it in. Null when they have left.'),
    published: one(SuccessStory, 'entry_id', 'The story as the public sees it. Null when it does not.'),
  },
});

export const TestimonialFields = rootFields(Testimonial, {
  list: 'testimonials',
  one: 'testimonial',
  of: 'stories that members sent in: your own ones, or all for editors',
});

@InputType({ description: 'A story as its teller writes it.' })
export class TestimonialInput {
  @Field(() => Locale, { description: 'The language it is told in; one of the site.' })
  locale!: string;

  @Field(() => String, { description: 'The title, 3 to 200 characters.' })
  title!: string;

  @Field(() => String, {
    description:
      'The story. Markdown, 1 to 20,000 characters; HTML is shown as it was typed, but for tags that only format words, such as `<b>` and `<br>`.',
  })
  body!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The sentence that holds it together, up to 500 characters. Absent: editors choose one.',
  })
  quote?: string | null;

  @Field(() => String, {
    description: 'The name to show, 1 to 80 characters. Theirs to choose: it need not be a real one.',
  })
  storytellerName!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Who the teller is in their own words, such as "mother of two", up to 200 characters.',
  })
  storytellerRelation?: string | null;

  @Field(() => String, { nullable: true, description: 'What may upset a reader, up to 500 characters.' })
  contentWarning?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'How editors can reach the teller, up to 200 characters. Nobody else sees it.',
  })
  contact?: string | null;
}

@InputType({ description: 'The consent of a member to their own story being shown.' })
export class TestimonialConsentInput {
  @Field(() => ID, { description: 'Id of the `consentText` that was read; it must be the newest.' })
  textId!: string;

  @Field(() => Locale, { description: 'The language it was read in: its `resolvedLocale`.' })
  textLocale!: string;

  @Field(() => Boolean, { description: 'Whether the member agrees. Nothing is taken unless this is true.' })
  accepted!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Their real name, which only editors see, up to 200 characters. Absent: the name of their profile.',
  })
  givenBy?: string | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'The last day on which the story may be shown. Absent: until they withdraw.',
  })
  expiresOn?: string | null;
}

@ObjectType({ description: 'What sending in or changing a story led to.' })
export class TestimonialPayload {
  @Field(() => Testimonial, { nullable: true, description: 'The story as it is now. Null when there are errors.' })
  testimonial?: string;

  errors!: UserError[];
}
errorsField(TestimonialPayload);

@Resolver()
export class TestimonialMutations {
  @Mutation(() => TestimonialPayload, {
    description:
      'Sends in a story of your own, with your consent to show it. Editors look at it and publish it, or not; you can follow that in `testimonials`, and withdraw with `withdrawConsent` at any time.',
  })
  submitTestimonial(
    @Arg('input', () => TestimonialInput, { description: 'The story.' }) input: TestimonialInput,
    @Arg('consent', () => TestimonialConsentInput, { description: 'Your consent.' }) consent: TestimonialConsentInput,
    @Ctx() { viewer, services, session }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({
      testimonial: await services.testimonials.submit(viewer, input, consent, session.address),
    }));
  }

  @Mutation(() => TestimonialPayload, {
    description: 'Changes your story, until it is published. What editors have added to it stays.',
  })
  updateTestimonial(
    @Arg('id', () => ID, { description: 'Id of the testimonial.' }) id: string,
    @Arg('revision', () => Int, {
      description: 'Its `revision` that you began with. Refused with VersionConflict when there is a newer one.',
    })
    revision: number,
    @Arg('input', () => TestimonialInput, { description: 'The whole story as it shall be.' }) input: TestimonialInput,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => ({ testimonial: await services.testimonials.update(viewer, id, revision, input) }));
  }

  @Mutation(() => EntryStatePayload, {
    description:
      'Takes back the consent to a story, without a reason: your own, or for editors on behalf of its teller. The public no longer sees it from this moment on; its texts and names are deleted in all revisions and languages, and it can never be published again. What stays is that there was a consent, when it was given and when it was withdrawn.',
  })
  withdrawConsent(
    @Arg('id', () => ID, { description: 'Id of the story (the entry).' }) id: string,
    @Ctx() { viewer, services }: RequestContext,
  ): Promise<object> {
    return payload(async () => {
      const done = await services.consents.withdraw(viewer, id);
      return { ...NO_EFFECTS, ...done, entry: done.entryId };
    });
  }
}
