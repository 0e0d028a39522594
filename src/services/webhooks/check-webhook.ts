import { isIP } from 'node:net';
import type { EntityManager } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { EntryType } from '../../schema/enums.js';
import type { Locales } from '../../schema/locales.js';
import type { WebhookEvent } from '../../schema/webhooks.js';
import { Problems } from '../content/problems.js';
import { isPublicAddress } from './public-address.js';

/** Everything that can be set on a webhook. */
export interface WebhookSettings {
  readonly name: string;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  /** Empty here and below: no matter which. */
  readonly entryTypes: readonly EntryType[];
  readonly locales: readonly string[];
  readonly topicIds: readonly string[];
}

const LONGEST_URL = 2000;

/**
 * @param topicsBefore ids that it had before: they may stay when the topic has gone
 * @throws Refused with all that is impossible about them
 */
export async function checkSettings(
  manager: EntityManager,
  { name, url, events, locales, topicIds }: WebhookSettings,
  topicsBefore: readonly string[],
  site: { readonly locales: Locales; readonly privateTargets: boolean },
): Promise<void> {
  const problems = new Problems();
  if (name.length < 1 || name.length > 80) {
    problems.add('INVALID', 'The name must have 1 to 80 characters.', 'input', 'name');
  }
  const wrong = problemOfUrl(url, site.privateTargets);
  if (wrong) problems.add('INVALID', wrong, 'input', 'url');
  if (events.length === 0) problems.add('REQUIRED', 'Name at least one event.', 'input', 'events');
  if (events.includes('PING')) {
    problems.add(
      'INVALID',
      'PING is sent by `testWebhook` whatever a webhook listens to: leave it out.',
      'input',
      'events',
    );
  }
  for (const [i, locale] of locales.entries()) {
    if (site.locales.all.includes(locale)) continue;
    const message = `The site has no language "${locale}"; it has ${site.locales.all.join(', ')}.`;
    problems.add('INVALID', message, 'input', 'locales', i);
  }
  const known: { id: string }[] = await manager.query('select id from topic where id = any($1::uuid[])', [
    topicIds.filter((id) => isUuid(id)),
  ]);
  for (const [i, id] of topicIds.entries()) {
    const wanted = id.toLowerCase();
    if (!topicsBefore.includes(wanted) && !known.some((topic) => topic.id === wanted)) {
      problems.add('NOT_FOUND', 'There is no such topic.', 'input', 'topicIds', i);
    }
  }
  problems.throwIfAny();
}

/** Says at once what would fail at every try; where a name leads is looked at when something is sent. */
function problemOfUrl(text: string, privateTargets: boolean): string | undefined {
  if (!URL.canParse(text) || text.length > LONGEST_URL) {
    return `This is no address. Give one of at most ${LONGEST_URL} characters such as https://example.org/hooks.`;
  }
  const { protocol, hostname, username, password } = new URL(text);
  if (protocol !== 'https:' && !(privateTargets && protocol === 'http:')) {
    return 'The address must begin with https://, so that nobody reads along.';
  }
  if (username || password) {
    return 'The address may hold no user name or password. The signature shows who sends.';
  }
  const host = hostname.replace(/^\[|\]$/g, '');
  const isInside = host === 'localhost' || host.endsWith('.localhost') || (isIP(host) > 0 && !isPublicAddress(host));
  if (isInside && !privateTargets) {
    return 'This address is not on the public internet. An operator can allow such addresses by WEBHOOK_PRIVATE_TARGETS.';
  }
  return undefined;
}
