import { describedEnum } from './enums.js';

export const SupportKind = describedEnum('SupportKind', 'What someone who needs help at once is in.', {
  VIOLENCE: 'Violence in the family or a relationship, or the fear of it.',
  SUICIDE: 'Thoughts of suicide or of hurting oneself.',
  ABUSE: 'Abuse or neglect of a child.',
  URGENT_MEDICAL: 'Something a doctor or an ambulance must see at once.',
});
export type SupportKind = keyof typeof SupportKind;
