import type { Role } from '../schema/enums.js';
import { CONDITIONS } from './conditions.js';
import { conditionsOf, scopeOf } from './decide.js';
import type { Grounds } from './rules.js';
import type { Scope } from './viewer.js';
import { EVERYONE, type Holder, SIGNED_IN, VERIFIED, type Who } from './who.js';

const ROLES: Readonly<Record<Role, string>> = {
  MEMBER: 'members',
  CONTRIBUTOR: 'contributors',
  EXPERT: 'experts',
  PARTNER: 'partners',
  EDITOR: 'editors',
  MODERATOR: 'moderators',
  ADMIN: 'admins',
};

const SCOPES: Readonly<Record<Scope, string>> = {
  space: 'of the space',
  organization: 'of the organisation',
  locale: 'for a language',
};

/** Such as "editors and admins". */
export function wordsOfWho(who: Who): string {
  if (who === EVERYONE) return 'everyone';
  if (who === SIGNED_IN) return 'members';
  if (who === VERIFIED) return 'members with a confirmed e-mail address';
  return listed(who.map(wordsOfHolder));
}

/** Such as "members when it is their own; moderators and admins". */
export function wordsOfGrounds(grounds: readonly Grounds[]): string {
  return [...new Set(grounds.map(wordsOfGround))].join('; ');
}

function wordsOfGround({ who, when }: Grounds): string {
  const conditions = conditionsOf(when).map((name) => CONDITIONS[name].words);
  return conditions.length ? `${wordsOfWho(who)} when ${conditions.join(' and ')}` : wordsOfWho(who);
}

function wordsOfHolder(holder: Holder): string {
  const granted = scopeOf(holder);
  return granted ? `${ROLES[granted.role]} ${SCOPES[granted.scope]}` : ROLES[holder as Role];
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
