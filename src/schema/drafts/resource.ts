import { Field, ID, Int } from 'type-graphql';
import { Cost, MediaAccessibility, ResourceKind } from '../enums.js';
import { Locale } from '../scalars.js';
import { draft } from './draft.js';
import { EntryDraft, EntryTextDraft, entryFields } from './entry.js';

@draft('ResourceFile', 'A file that belongs to a resource.')
export class ResourceFileDraft {
  @Field(() => ID, {
    nullable: true,
    description: 'Id of an uploaded file, a `MediaAsset`. Then nothing else is to be said about it.',
  })
  mediaId?: string | null;

  @Field(() => String, { nullable: true, description: 'Where it is, when it is elsewhere.' })
  url?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Media type (MIME), such as `application/pdf`, when it is elsewhere.',
  })
  mediaType?: string | null;

  @Field(() => Int, { nullable: true, description: 'Size in bytes, when it is elsewhere and known.' })
  bytes?: number | null;
}

@draft('Resource', 'A resource as editors work on it.')
export class ResourceDraft extends EntryDraft {
  @Field(() => [EntryTextDraft], { nullable: true, description: 'The texts, one for each language.' })
  override translations?: EntryTextDraft[] | null;

  @Field(() => ResourceKind, { nullable: true, description: 'What sort of thing it is. Required to publish.' })
  kind?: ResourceKind | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where it is on the web. To publish, it needs this, `file` or `phone`.',
  })
  url?: string | null;

  @Field(() => ResourceFileDraft, { nullable: true, description: 'The file, when it is one.' })
  file?: ResourceFileDraft | null;

  @Field(() => String, { nullable: true, description: 'Number to call, when it is a hotline.' })
  phone?: string | null;

  @Field(() => Int, { nullable: true, description: 'How long it takes, in minutes.' })
  durationMinutes?: number | null;

  @Field(() => Cost, { nullable: true, description: 'What it costs. Required to publish.' })
  cost?: Cost | null;

  @Field(() => String, { nullable: true, description: 'Who offers it.' })
  provider?: string | null;

  @Field(() => [MediaAccessibility], { nullable: true, description: 'How it is made accessible.' })
  accessibilityFeatures?: MediaAccessibility[] | null;

  @Field(() => [Locale], { nullable: true, description: 'The languages the thing itself is in.' })
  languages?: string[] | null;
}
entryFields(ResourceDraft);
