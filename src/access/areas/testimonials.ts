import type { Area } from '../rules.js';
import { ADMINS, EDITORS, EVERYONE, SIGNED_IN, VERIFIED } from '../who.js';

export const testimonials: Area = {
  area: 'Stories of members, and consent',
  rules: [
    { action: 'READ', on: 'ConsentText', who: EVERYONE },
    { action: 'READ', on: 'Testimonial', who: EDITORS },
    { action: 'READ', on: 'Testimonial', who: SIGNED_IN, when: 'own' },
    { action: 'EDIT', on: 'Testimonial', who: VERIFIED, when: ['own', 'notYetPublic'] },
    { action: 'WITHDRAW_CONSENT', on: 'SuccessStory', who: EDITORS },
    { action: 'WITHDRAW_CONSENT', on: 'SuccessStory', who: SIGNED_IN, when: 'own' },
    { field: 'Query.consentText', who: EVERYONE },
    { field: 'Query.testimonials', who: SIGNED_IN },
    { field: 'Query.testimonial', who: SIGNED_IN },
    { field: 'Mutation.submitTestimonial', who: VERIFIED, withoutKey: true },
    { field: 'Mutation.updateTestimonial', to: 'EDIT', on: 'Testimonial' },
    { field: 'Mutation.withdrawConsent', to: 'WITHDRAW_CONSENT', on: 'SuccessStory' },
    { field: 'Mutation.publishConsentText', who: ADMINS },
  ],
};
