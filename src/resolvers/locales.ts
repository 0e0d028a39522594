import { Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { TextDirection } from '../schema/enums.js';
import { directionOf } from '../schema/locales.js';
import { Locale } from '../schema/scalars.js';
import type { RequestContext } from './context.js';

@ObjectType({ description: 'A language of the site.' })
export class SiteLocale {
  @Field(() => Locale, { description: 'Its tag.' })
  locale!: string;

  @Field(() => String, { description: 'Its name in itself, for a menu to choose from: `Deutsch`, `العربية`.' })
  name!: string;

  @Field(() => TextDirection, { description: 'In which direction it is written: the `dir` of a page in it.' })
  direction!: TextDirection;

  @Field(() => Boolean, { description: 'Whether readers get it who ask for none of the languages of the site.' })
  default!: boolean;

  @Field(() => [Locale], {
    description: 'In which languages readers of it get what has no text in it, the nearest first.',
  })
  fallbacks!: string[];
}

@Resolver()
export class LocaleFields {
  @Query(() => [SiteLocale], { description: 'The languages of the site, in their order: the default one first.' })
  locales(@Ctx() { services }: RequestContext): SiteLocale[] {
    const { locales } = services;
    return locales.all.map((locale) => ({
      locale,
      name: new Intl.DisplayNames(locale, { type: 'language' }).of(locale)!,
      direction: directionOf(locale),
      default: locale === locales.default,
      fallbacks: locales.chain(locale).filter((other) => other !== locale && locales.all.includes(other)),
    }));
  }
}
