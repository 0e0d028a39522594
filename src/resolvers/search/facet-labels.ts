/** What readers call the values of facets. Languages without a column here get the English words. */
const LABELS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  RESOURCE: { en: 'Resources', de: 'Material' },
  EXPERT_ARTICLE: { en: 'Articles', de: 'Artikel' },
  SUCCESS_STORY: { en: 'Stories', de: 'Geschichten' },
  PARTNER_ORGANIZATION: { en: 'Places to go', de: 'Anlaufstellen' },
  DISCUSSION_THREAD: { en: 'Conversations', de: 'Gespräche' },
  PREGNANCY: { en: 'Pregnancy', de: 'Schwangerschaft' },
  AGE_0_1: { en: 'First year', de: 'Erstes Jahr' },
  AGE_1_3: { en: '1 to 3 years', de: '1 bis 3 Jahre' },
  AGE_3_6: { en: '3 to 6 years', de: '3 bis 6 Jahre' },
  AGE_6_12: { en: '6 to 12 years', de: '6 bis 12 Jahre' },
  AGE_13_18: { en: 'Teenagers', de: 'Jugendliche' },
  CAREGIVERS: { en: 'Other caregivers', de: 'Andere Bezugspersonen' },
};

/** The words for a value, in the first of the locales that has any. A language names itself in the reader's language. */
export function facetLabels(facet: string, value: string, locales: readonly string[]): string {
  if (facet === 'locale') return new Intl.DisplayNames([...locales], { type: 'language' }).of(value) ?? value;
  const words = LABELS[value];
  const locale = locales.find((tag) => words?.[tag]);
  return (locale && words?.[locale]) ?? words?.en ?? value;
}
