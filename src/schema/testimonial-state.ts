import { describedEnum } from './enums.js';

export const TestimonialState = describedEnum('TestimonialState', 'How far a story has come that a member sent in.', {
  SUBMITTED: 'Editors have it. Its teller can still change it.',
  CHANGES_REQUESTED: 'Editors ask for changes (`requestedChanges`): they wait for `updateTestimonial`.',
  PUBLISHED: 'The public can read it.',
  UNPUBLISHED: 'It was public and has been taken back, by editors or since the consent has expired.',
  DECLINED: 'Editors have put it into the trash.',
  WITHDRAWN: 'The consent was withdrawn: its text and names are deleted.',
});
export type TestimonialState = keyof typeof TestimonialState;
