/** How many values a list in an argument may have. */
export const USUAL_LIST = 100;
/** How many characters (UTF-16 units) a text in an argument may have. */
export const USUAL_TEXT = 10_000;
/** How deep JSON in an argument may be nested. */
export const DEEPEST_JSON = 20;

/**
 * Arguments (`Type.field.argument`) and fields of inputs (`Input.field`) whose lists are longer, with their bound. What
 * is refused here is refused before any work is done on it; what fits, services check with words of their own.
 */
export const LONGER_LISTS: Readonly<Record<string, number>> = {
  'EntrySelection.ids': 2_000,
  'EntrySelection.known': 2_000,
  'Mutation.addToRelease.items': 2_000,
  'Mutation.createRelease.items': 2_000,
  'Mutation.removeFromRelease.entryIds': 2_000,
  'ExpertArticleInput.sources': 1_000,
  'PartnerOrganizationInput.locations': 1_000,
  'PartnerOrganizationInput.services': 1_000,
  'ServiceInput.locations': 1_000,
  'SupportPatternInput.exceptions': 1_000,
  'SupportPatternInput.phrases': 1_000,
};

const BODY = 250_000;

/** The same of texts. */
export const LONGER_TEXTS: Readonly<Record<string, number>> = {
  'AddPostInput.body': BODY,
  'CodeOfConductTextInput.body': BODY,
  'ConsentTextTranslationInput.body': BODY,
  'CreateDiscussionThreadInput.body': BODY,
  'EntryTextInput.body': BODY,
  'ExpertArticleTextInput.body': BODY,
  'SuccessStoryTextInput.body': BODY,
  'TestimonialInput.body': BODY,
  'UpdatePostInput.body': BODY,
};
