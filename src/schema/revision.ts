/** What the field `revision` of whatever can be updated says. */
export const REVISION =
  'Counts from 1: how often it was changed, and one. Pass it when you change it, and you hear of what others did meanwhile.';
