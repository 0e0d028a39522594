import type { ScheduledActionCancelReason, ScheduledActionKind } from '../../schema/scheduled-actions.js';
import type { UserErrorCode } from '../../schema/user-error.js';
import type { Language } from './language.js';
import { dueWording, reviewWording } from './review-en.js';

const PLANNED: Record<ScheduledActionKind, string> = {
  PUBLISH: 'was to be published',
  UNPUBLISH: 'was to be taken back from the public',
};

const REASONS: Record<UserErrorCode, string> = {
  REQUIRED: 'Something that is needed is missing.',
  INVALID: 'Something in it is not possible.',
  NOT_FOUND: 'It refers to something that is not there any more.',
  TAKEN: 'Another entry has the name in its address.',
  IN_USE: 'Others refer to it.',
  UNPUBLISHED_REFERENCE: 'It refers to something that is not published.',
  ALT_TEXT_REQUIRED: 'A picture lacks the words for those who cannot see it, in one of the languages.',
  VERSION_CONFLICT: 'Someone has saved in the meantime.',
  CONDUCT_REQUIRED: 'The code of conduct has to be accepted first.',
  REVIEW_REQUIRED: 'Someone still has to check and approve this version.',
  UNEXPECTED: 'Something went wrong on our side.',
  NOT_ALLOWED: 'Its state, or the rights of who planned it, do not allow it any more.',
};

const CANCELLED: Record<ScheduledActionCancelReason, string> = {
  BY_HAND: 'Someone has called it off.',
  TRASHED: 'Someone has put it, or an entry of the release, into the trash.',
  TAKEN_BACK: 'Someone has taken it back from the public.',
  SUPERSEDED: 'Someone has published a newer version, which the planned one would have undone.',
};

const NOT_YOU = 'If this was not you, you need not do anything: nothing changes, and you can delete this mail.';

export const en: Language = {
  locale: 'en',
  direction: 'ltr',
  greeting: (name) => (name ? `Hello ${name},` : 'Hello,'),
  codeBesideLink: 'Or enter this code where you are asked for it:',
  codeAlone: 'Enter this code where you are asked for it:',
  validity: (duration) => `It works once, within ${duration}.`,
  signature: (site) => `Warm regards\n${site}`,
  letters: {
    test: ({ site }) => ({
      subject: `A mail to try things (${site})`,
      opening: [`This mail was sent from ${site} to see whether mails arrive. It has: all is well.`],
      closing: ['You need not do anything.'],
    }),
    'verify-email': ({ site }) => ({
      subject: `Is this your e-mail address? (${site})`,
      opening: [
        `Good to have you at ${site}.`,
        'Please tell us that this e-mail address is yours, with the password you have chosen. Then you can write in the community, and get back in if you ever lose your password.',
      ],
      action: 'Yes, this is my address',
      closing: ['If you have not signed up with us, you need not do anything: you can delete this mail.'],
    }),
    'account-exists': ({ site }) => ({
      subject: `You already have an account at ${site}`,
      opening: [
        `Someone wanted to sign up at ${site} with this e-mail address, perhaps you.`,
        'You are with us already: just sign in. If you do not know your password any more, ask for a new one there. It only takes a moment.',
      ],
      closing: [NOT_YOU],
    }),
    'password-reset': ({ site }) => ({
      subject: `Your new password for ${site}`,
      opening: ['No harm done: passwords get lost. Here you can choose a new one.'],
      action: 'Choose a new password',
      closing: [
        'After that you are signed out everywhere and sign in with the new password.',
        'If you have not asked for this, you need not do anything: your password stays as it is.',
      ],
    }),
    'magic-link': ({ site }) => ({
      subject: `Sign in to ${site}`,
      opening: [`Here you get in to ${site}, without a password.`],
      action: 'Sign in',
      closing: ['Please pass this mail on to nobody: it opens your account.', NOT_YOU],
    }),
    'email-change-old': ({ site, newEmail }) => ({
      subject: `Do you want to change your e-mail address? (${site})`,
      opening: [
        `Your account at ${site} is to have a new e-mail address: ${newEmail}`,
        'If that is what you want, please say so here. We have also written to the new address; the change counts once you have said yes in both mails.',
      ],
      action: 'Yes, change it',
      closing: [
        'If you have not asked for this, do not say yes. Someone may know your password: please choose a new one soon.',
      ],
    }),
    'email-change-new': ({ site }) => ({
      subject: `Is this your new e-mail address? (${site})`,
      opening: [
        `Someone, most likely you, wants to use this e-mail address for their account at ${site}.`,
        'If that is you, please say so here. We have also written to the address until now; the change counts once you have said yes in both mails.',
      ],
      action: 'Yes, this is my new address',
      closing: [NOT_YOU],
    }),
    'email-change-taken': ({ site }) => ({
      subject: `You already have an account at ${site}`,
      opening: [
        `Someone wanted to use this e-mail address for another account at ${site}, perhaps you.`,
        'It belongs to your account already, and stays there: just sign in with it.',
      ],
      closing: [NOT_YOU],
    }),
    invitation: ({ site, inviter }) => ({
      subject: `You are invited to ${site}`,
      opening: [
        inviter ? `${inviter} invites you to join ${site}.` : `You are invited to join ${site}.`,
        'We would be glad to have you. All it takes is your name and a password; if you have an account already, sign in to it first.',
      ],
      action: 'Accept the invitation',
      closing: ['If you would rather not, you need not do anything.'],
    }),
    'two-factor-reset': ({ site }) => ({
      subject: `Your account at ${site} has no second factor any more`,
      opening: [
        `An administrator of ${site} has taken the second factor off your account, because you could not get in any more.`,
        'You are signed out everywhere. Sign in as usual, and then please set up the second factor anew.',
      ],
      closing: ['If you have not asked for this, please choose a new password now and tell us at once.'],
    }),
    'testimonial-submitted': ({ site }) => ({
      subject: `Someone has sent in a story (${site})`,
      opening: [
        `A member of ${site} has told their story, and would like to see it published.`,
        'You find it among the testimonials that wait. Please look at it soon: it takes courage to send one in.',
      ],
      closing: ['All editors get this mail. If one of you takes it on, that is enough.'],
    }),
    'webhook-disabled': ({ site, webhook }) => ({
      subject: `The webhook “${webhook}” is switched off (${site})`,
      opening: [
        `The webhook “${webhook}” of ${site} has reached nobody for days, so we have switched it off. Whatever it feeds no longer hears what changes.`,
        'Nothing is lost yet: what happens from now on waits for some weeks, together with what could not be sent.',
      ],
      closing: [
        'Its deliveries in the API say what went wrong. When the receiver works again, enable the webhook there: all that waits is sent then.',
        'If nobody needs it any more, delete it.',
      ],
    }),
    'scheduled-action-failed': ({ site, plan }) => ({
      subject: `“${plan?.title}” could not be changed as planned (${site})`,
      opening: [
        `“${plan?.title}” ${PLANNED[plan!.action]} on ${plan?.when}. That was not possible, and nothing has changed.`,
        ...plan!.codes.map((code) => REASONS[code]),
      ],
      closing: ['The plan shows in detail what stood in the way. Put it right and plan it anew, or do it by hand.'],
    }),
    'scheduled-action-cancelled': ({ site, plan }) => ({
      subject: `The plan for “${plan?.title}” was called off (${site})`,
      opening: [
        `“${plan?.title}” ${PLANNED[plan!.action]} on ${plan?.when}. That will not happen now.`,
        ...(plan?.cancelReason ? [CANCELLED[plan.cancelReason]] : []),
      ],
      closing: ['If it shall happen all the same, look at the newest version and plan it anew.'],
    }),
    review: (facts) => reviewWording(facts.review!, facts.site),
    'reviews-due': (facts) => dueWording(facts.due!, facts.site),
  },
};
