import { z } from 'zod';
import { emailProblem } from '../../email-address.js';
import {
  Audience,
  Cost,
  Frequency,
  MediaAccessibility,
  PartnershipKind,
  PlaceAccessibility,
  ResourceKind,
  Role,
  ServiceFee,
  SpaceVisibility,
  WellbeingDimension,
} from '../../schema/enums.js';

/** The shapes of the seed files; docs/import.md explains them. A key they do not know is a mistake. */

const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single hyphens');
const text = z.string().trim().min(1, 'must not be empty');
const maybeText = text.nullable();
const email = z.string().refine((address) => !emailProblem(address), 'must be an e-mail address');
const day = z.iso.date('must be a day such as "2026-03-01"');
const instant = z.iso
  .datetime({ offset: true, error: 'must be an instant such as "2026-03-01T09:30:00Z"' })
  .transform((value) => new Date(value));
const time = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as "09:30"');
const language = z
  .string()
  .refine((tag) => isLanguageTag(tag), 'must be a language tag by BCP 47, such as de')
  .transform((tag) => new Intl.Locale(tag).toString());

function isLanguageTag(tag: string): boolean {
  try {
    return Boolean(new Intl.Locale(tag));
  } catch {
    return false;
  }
}

/** The same texts in several languages: language tag to texts. */
const translations = <T extends z.ZodType>(texts: T) =>
  z.record(language, texts).refine((all) => Object.keys(all).length > 0, 'must have at least one language');

const entryTexts = z.strictObject({
  slug,
  title: text,
  summary: maybeText,
  contentWarning: maybeText,
  body: text,
});

const pictureName = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*\.(svg|png|jpg|webp)$/,
    'must be the name of a file in `pictures/`, such as garden.png',
  );

export const picturesFile = z.array(
  z.strictObject({
    file: pictureName,
    focalPoint: z.strictObject({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }).nullable(),
    translations: translations(z.strictObject({ alt: text, caption: maybeText, credit: maybeText })),
  }),
);

const entry = {
  coverImage: pictureName.nullish(),
  topics: z.array(slug),
  audiences: z.array(z.enum(Audience)),
  publishedOn: day,
};

export const topicsFile = z.array(
  z.strictObject({
    slug,
    parent: slug.nullable(),
    dimension: z.enum(WellbeingDimension).nullable(),
    translations: translations(z.strictObject({ name: text, description: maybeText, synonyms: z.array(text) })),
  }),
);

export const expertsFile = z.array(
  z.strictObject({
    slug,
    name: text,
    credentials: maybeText,
    memberHandle: slug.nullable(),
    photo: pictureName.nullish(),
    translations: translations(z.strictObject({ title: maybeText, biography: maybeText })),
  }),
);

export const membersFile = z.array(
  z.strictObject({
    handle: slug,
    name: text,
    roles: z.array(z.enum(Role)).min(1, 'must have at least one role'),
    locale: language,
    biography: maybeText,
  }),
);

export const spacesFile = z.array(
  z.strictObject({
    slug,
    visibility: z.enum(SpaceVisibility),
    translations: translations(z.strictObject({ name: text, description: maybeText })),
  }),
);

export const articleFile = z.strictObject({
  ...entry,
  experts: z.array(slug),
  reviewer: slug.nullable(),
  reviewedOn: day.nullable(),
  reviewDueOn: day.nullable(),
  sources: z.array(
    z.strictObject({ title: text, publisher: maybeText, year: z.int().nullable(), url: z.url().nullable() }),
  ),
  translations: translations(z.strictObject({ ...entryTexts.shape, keyTakeaways: z.array(text) })),
});

export const resourceFile = z.strictObject({
  ...entry,
  kind: z.enum(ResourceKind),
  url: z.url().nullable(),
  file: z.strictObject({ url: z.url(), mediaType: text, bytes: z.int().positive().nullable() }).nullable(),
  phone: maybeText,
  durationMinutes: z.int().positive().nullable(),
  cost: z.enum(Cost),
  provider: maybeText,
  accessibilityFeatures: z.array(z.enum(MediaAccessibility)),
  languages: z.array(language),
  translations: translations(entryTexts),
});

export const storyFile = z.strictObject({
  ...entry,
  storyteller: z.strictObject({ name: text, relation: maybeText }),
  consent: z.strictObject({ givenBy: text, givenOn: day, scope: text, expiresOn: day.nullable() }),
  translations: translations(z.strictObject({ ...entryTexts.shape, quote: text, storytellerRelation: maybeText })),
});

const phone = z.strictObject({ number: text, label: maybeText, languages: z.array(language) });

const schedule = z.strictObject({
  frequency: z.enum(Frequency),
  byDay: z.array(text),
  opensAt: time,
  closesAt: time,
  timezone: text,
  validFrom: day.nullish(),
  validTo: day.nullish(),
  description: maybeText.optional(),
});

export const partnerFile = z.strictObject({
  ...entry,
  url: z.url().nullable(),
  email: email.nullable(),
  legalStatus: maybeText,
  partnership: z.strictObject({ kind: z.enum(PartnershipKind), since: day.nullable() }).nullable(),
  verifiedOn: day.nullable(),
  languages: z.array(language),
  accessibility: z.array(z.enum(PlaceAccessibility)),
  phones: z.array(phone),
  locations: z.array(
    z.strictObject({
      key: slug,
      name: maybeText,
      address: z
        .strictObject({
          street: maybeText,
          postalCode: maybeText,
          city: maybeText,
          region: maybeText,
          country: z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters (ISO 3166-1)'),
        })
        .nullable(),
      latitude: z.number().min(-90).max(90).nullable(),
      longitude: z.number().min(-180).max(180).nullable(),
      transportation: maybeText,
      accessibility: z.array(z.enum(PlaceAccessibility)),
      phones: z.array(phone),
      schedules: z.array(schedule),
    }),
  ),
  services: z.array(
    z.strictObject({
      key: slug,
      locations: z.array(slug),
      eligibleMinAge: z.int().nullable(),
      eligibleMaxAge: z.int().nullable(),
      languages: z.array(language),
      fee: z.enum(ServiceFee).nullable(),
      url: z.url().nullable(),
      email: email.nullable(),
      phones: z.array(phone),
      schedules: z.array(schedule),
      translations: translations(
        z.strictObject({
          name: text,
          description: maybeText,
          eligibility: maybeText,
          applicationProcess: maybeText,
          fees: maybeText,
          waitTime: maybeText,
        }),
      ),
    }),
  ),
  translations: translations(entryTexts.omit({ contentWarning: true })),
});

export const threadFile = z
  .strictObject({
    space: slug,
    locale: language,
    title: text,
    author: slug,
    topics: z.array(slug),
    pinned: z.boolean(),
    locked: z.boolean(),
    acceptedAnswer: z.int().min(1, 'cannot be 0: the first post is the question').nullable(),
    createdAt: instant,
    posts: z
      .array(z.strictObject({ author: slug, at: instant, body: text }))
      .min(1, 'must have at least the opening post'),
  })
  .superRefine((thread, context) => {
    const mistake = (message: string, ...path: (string | number)[]) =>
      context.addIssue({ code: 'custom', message, path });
    const { posts, acceptedAnswer } = thread;
    if (acceptedAnswer !== null && acceptedAnswer >= posts.length)
      mistake('must be the index of a post', 'acceptedAnswer');
    if (posts[0] && posts[0].author !== thread.author)
      mistake('must be the author of the thread', 'posts', 0, 'author');
    if (posts[0] && posts[0].at.getTime() !== thread.createdAt.getTime())
      mistake('must be createdAt', 'posts', 0, 'at');
    for (const [i, post] of posts.entries()) {
      if (i > 0 && post.at < posts[i - 1]!.at) mistake('must not be before the post above', 'posts', i, 'at');
    }
  });

export type TopicSeed = z.infer<typeof topicsFile>[number];
export type ExpertSeed = z.infer<typeof expertsFile>[number];
export type MemberSeed = z.infer<typeof membersFile>[number];
export type SpaceSeed = z.infer<typeof spacesFile>[number];
export type ArticleSeed = z.infer<typeof articleFile>;
export type ResourceSeed = z.infer<typeof resourceFile>;
export type StorySeed = z.infer<typeof storyFile>;
export type PartnerSeed = z.infer<typeof partnerFile>;
export type ThreadSeed = z.infer<typeof threadFile>;
