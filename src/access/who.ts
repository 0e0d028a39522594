import type { Role } from '../schema/enums.js';
import type { Scope } from './viewer.js';

/** A role that holds everywhere, or one that was given for a space, organisation or language. */
export type Holder = Role | GrantedRole;
export type GrantedRole = `${Role} for the ${Scope}`;
/**
 * EVERYONE includes visitors who are not signed in. SIGNED_IN is every member. VERIFIED is every member who has
 * confirmed their e-mail address, where the hub asks for that.
 */
export type Who = typeof EVERYONE | typeof SIGNED_IN | typeof VERIFIED | readonly Holder[];

export const EVERYONE = 'everyone';
export const SIGNED_IN = 'signed in';
export const VERIFIED = 'verified';

export const AUTHORS: readonly Holder[] = ['CONTRIBUTOR', 'EXPERT'];
export const EDITORS: readonly Holder[] = ['EDITOR', 'ADMIN'];
export const MODERATORS: readonly Holder[] = ['MODERATOR', 'ADMIN'];
export const MODERATORS_THERE: readonly Holder[] = ['MODERATOR', 'MODERATOR for the space', 'ADMIN'];
export const ADMINS: readonly Holder[] = ['ADMIN'];
/** Those who keep the page of one organisation. */
export const ITS_PARTNERS: readonly Holder[] = ['PARTNER for the organization'];
export const TRANSLATORS: readonly Holder[] = ['CONTRIBUTOR for the locale'];
/** All who work on content. */
export const WRITERS: readonly Holder[] = [...AUTHORS, 'PARTNER', ...TRANSLATORS, ...EDITORS];
/** Whom a review can be assigned to. */
export const REVIEWERS: readonly Role[] = ['CONTRIBUTOR', 'EXPERT', 'PARTNER', 'EDITOR', 'ADMIN'];
