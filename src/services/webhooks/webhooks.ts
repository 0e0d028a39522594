import type { DataSource, EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { Viewer } from '../../access/viewer.js';
import { Webhook } from '../../entities/webhooks/webhook.js';
import { WebhookDelivery } from '../../entities/webhooks/webhook-delivery.js';
import type { Action } from '../../schema/action.js';
import type { Locales } from '../../schema/locales.js';
import { oneLine } from '../../schema/visible.js';
import { claim } from '../access/claim.js';
import { noteChange } from '../audit/audited-call.js';
import { Problems } from '../content/problems.js';
import { refuseTooMany } from '../identity/account-limits.js';
import { noteDifferences } from '../updates/differences.js';
import { changedFields, type Given } from '../updates/fields.js';
import { countRevision, type Revised, refuseOutdated } from '../updates/revision.js';
import { checkSettings, type WebhookSettings } from './check-webhook.js';
import { enqueueDelivery, enqueueWaiting } from './delivery-queue.js';
import { newSecret, type SecretSeal } from './webhook-secrets.js';

interface WebhookFields extends WebhookSettings {
  readonly enabled: boolean;
}

export type WebhookChange = Given<WebhookFields>;

/** What a webhook is, as those who change it know it. */
interface Known extends Revised, WebhookFields {
  readonly secret: Buffer;
}

const KNOWN = `id, revision, name, url, events, entry_types as "entryTypes", locales, topic_ids as "topicIds",
  disabled_at is null as enabled, secret`;

/** What null makes of it: it is narrowed to nothing. */
const CLEARED = { entryTypes: [], locales: [], topicIds: [] };

/** Addresses of other programs that want to know what happens here. */
export class Webhooks {
  constructor(
    private readonly dataSource: DataSource,
    private readonly seal: SecretSeal,
    private readonly site: { readonly locales: Locales; readonly privateTargets: boolean },
  ) {}

  /**
   * Makes a webhook.
   * @returns its id, and the secret by which its receiver knows our requests, which nobody can read later
   * @throws Refused for what is not possible
   */
  create(viewer: Viewer, given: WebhookSettings): Promise<{ id: string; secret: string }> {
    const settings = { ...given, name: oneLine(given.name) };
    return this.dataSource.transaction(async (manager) => {
      await refuseTooMany(manager, viewer.memberId!, 'WEBHOOKS');
      await checkSettings(manager, settings, [], this.site);
      const id = uuid();
      const secret = newSecret();
      await manager.insert(Webhook, {
        id,
        ...columnsOf(settings),
        secret: this.seal.seal(id, secret),
        createdById: viewer.memberId,
        createdAt: new Date(),
      });
      noteChange({ object: { type: 'Webhook', id }, after: { events: settings.events } });
      return { id, secret };
    });
  }

  /**
   * Changes what is given; null clears. Disabling makes events wait; enabling sends all that waits.
   * @param startedFrom the revision that the admin has seen
   * @throws Refused for what is not possible
   */
  update(viewer: Viewer, id: string, given: WebhookChange, startedFrom?: number | null): Promise<string> {
    return this.change(viewer, 'EDIT', id, async (manager, known) => {
      await refuseOutdated(manager, 'webhook', known, startedFrom);
      const before: WebhookFields = { ...columnsOf(known), enabled: known.enabled };
      const problems = new Problems();
      const { enabled, ...wanted } = changedFields<WebhookFields>(before, given, CLEARED, problems, 'input');
      problems.throwIfAny();
      const settings = columnsOf({ ...wanted, name: oneLine(wanted.name) });
      await checkSettings(manager, settings, known.topicIds, this.site);
      if (!noteDifferences(before, { ...settings, enabled })) return;
      await manager.update(Webhook, { id }, settings);
      await countRevision(manager, 'webhook', id, viewer.memberId);
      if (enabled && !known.enabled) {
        await manager.update(Webhook, { id }, { disabledAt: null, disabledReason: null, failingSince: null });
        await enqueueWaiting(manager, id);
      } else if (!enabled && known.enabled) {
        await manager.update(Webhook, { id }, { disabledAt: new Date(), disabledReason: 'BY_HAND' });
        await manager.update(WebhookDelivery, { webhookId: id, status: 'PENDING' }, { nextAttemptAt: null });
      }
    });
  }

  /** Deletes a webhook with its log. */
  remove(viewer: Viewer, id: string): Promise<string> {
    return this.change(viewer, 'DELETE', id, (manager) => manager.delete(Webhook, { id }));
  }

  /**
   * Gives a webhook a new secret. For a day requests are signed with both, so that receivers can follow in peace.
   * @returns the new one, which nobody can read later
   */
  async rotateSecret(viewer: Viewer, id: string): Promise<{ id: string; secret: string }> {
    const secret = newSecret();
    await this.change(viewer, 'EDIT', id, (manager, known) =>
      manager.query(
        `update webhook set secret = $2, previous_secret = $3, previous_secret_until = now() + interval '1 day' where id = $1`,
        [id, this.seal.seal(id, secret), known.secret],
      ),
    );
    return { id, secret };
  }

  /** Has a ping sent, once, also to a webhook that is disabled. @returns id of the delivery */
  async test(viewer: Viewer, id: string): Promise<string> {
    const deliveryId = uuid();
    await this.change(viewer, 'EDIT', id, async (manager) => {
      const eventId = uuid();
      const now = new Date();
      await manager.insert(WebhookDelivery, {
        id: deliveryId,
        webhookId: id,
        eventId,
        event: 'PING',
        payload: JSON.stringify({ type: 'ping', id: eventId, timestamp: now.toISOString(), data: {} }),
        createdAt: now,
        nextAttemptAt: now,
        status: 'PENDING',
        attempts: [],
      });
      await enqueueDelivery(manager, deliveryId);
    });
    return deliveryId;
  }

  private change(
    viewer: Viewer,
    to: Action,
    id: string,
    work: (manager: EntityManager, known: Known) => Promise<unknown>,
  ): Promise<string> {
    return this.dataSource.transaction(async (manager) => {
      const known = await claim<Known>(manager, viewer, {
        to: [to],
        on: 'Webhook',
        id,
        path: ['id'],
        columns: KNOWN,
      });
      await work(manager, known);
      return known.id;
    });
  }
}

function columnsOf({ name, url, events, entryTypes, locales, topicIds }: WebhookSettings) {
  const distinct = <T>(values: readonly T[]) => [...new Set(values)];
  return {
    name,
    url,
    events: distinct(events),
    entryTypes: distinct(entryTypes),
    locales: distinct(locales),
    topicIds: distinct(topicIds.map((topicId) => topicId.toLowerCase())),
  };
}
