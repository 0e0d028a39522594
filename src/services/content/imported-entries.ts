import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { Entry } from '../../entities/content/entry.js';
import type { EntryDraft } from '../../schema/drafts/entry.js';
import type { EntryType } from '../../schema/enums.js';
import type { Locales } from '../../schema/locales.js';
import { cancelSuperseded } from './cancel-scheduled.js';
import { ENTITIES } from './live-rows.js';
import { LOCKED_COLUMNS, type LockedEntry } from './locked-entry.js';
import { makePublic } from './publication.js';
import { withdraw } from './publishing.js';
import { appendRevision, newestDraft } from './revisions.js';

/** Takes content over from elsewhere, so that taking it over again changes only what changed there. */
export class ImportedEntries {
  constructor(
    private readonly dataSource: DataSource,
    private readonly locales: Locales,
  ) {}

  /**
   * Makes or updates the entry that is `key` at `source`, and publishes all its languages.
   * @throws Refused when the draft cannot be published; then nothing has changed
   */
  async put(
    source: string,
    key: string,
    type: EntryType,
    draft: EntryDraft,
    options: { publishedAt?: Date; onReplaced?: (before: EntryDraft) => void } = {},
  ): Promise<'created' | 'updated' | 'unchanged'> {
    const digest = createHash('sha256')
      .update(JSON.stringify([draft, options.publishedAt ?? null]))
      .digest('base64');
    return this.dataSource.transaction(async (manager) => {
      // Two imports of the same thing at once would make it twice.
      await manager.query("select pg_advisory_xact_lock(hashtext('import:' || $1 || ':' || $2))", [source, key]);
      const [known]: { entry_id: string | null; digest: string }[] = await manager.query(
        'select entry_id, digest from imported_entry where source = $1 and key = $2',
        [source, key],
      );
      // What someone has deleted here for good stays away, too.
      if (known?.digest === digest || known?.entry_id === null) return 'unchanged';
      const at = options.publishedAt ?? new Date();
      const id = known?.entry_id ?? uuid();
      if (!known) {
        await manager.insert(
          ENTITIES[type] as typeof Entry,
          {
            id,
            status: 'DRAFT',
            audiences: [],
            createdAt: at,
            updatedAt: at,
            createdBy: null,
            latestRevision: 0,
          } as never,
        );
      }
      const [entry]: LockedEntry[] = await manager.query(
        `select ${LOCKED_COLUMNS} from entry where id = $1 for update`,
        [id],
      );
      // What an editor has thrown away here stays away, and so does what its teller has taken back.
      if (entry!.deleted_at || entry!.consent_withdrawn_at) return 'unchanged';
      if (known && options.onReplaced) options.onReplaced(await newestDraft(manager, entry!));
      const number = entry!.latest_revision + 1;
      await manager.update(Entry, { id }, { latestRevision: number });
      await appendRevision(manager, { id, type }, number, { draft, kind: 'SAVED', by: null });
      const publication = { entry: entry!, revision: number, draft };
      await makePublic(manager, this.locales, [publication], { by: null, at, needsNoApproval: true });
      await cancelSuperseded(manager, [publication], null);
      await manager.query(
        'insert into imported_entry (source, key, entry_id, digest) values ($1, $2, $3, $4) on conflict (source, key) do update set digest = excluded.digest',
        [source, key, id, digest],
      );
      return known ? 'updated' : 'created';
    });
  }

  /** What was taken over from all sources that begin with `family`, but for what someone has deleted. */
  async known(family: string): Promise<{ source: string; key: string; name: string | null; isPublic: boolean }[]> {
    return this.dataSource.query(
      `select i.source, i.key, e.status = 'PUBLISHED' as "isPublic",
         (select t.title from entry_translation t where t.entry_id = e.id order by t.status = 'PUBLISHED' desc, t.locale limit 1) as name
       from imported_entry i join entry e on e.id = i.entry_id
       where starts_with(i.source, $1) and e.deleted_at is null order by i.source, i.key`,
      [family],
    );
  }

  /**
   * Takes the entry that is \`key\` at \`source\` back from the public, in all its languages. What is not public stays so.
   * @throws Refused InUse while what the public sees refers to it
   */
  async takeBack(source: string, key: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const [entry]: LockedEntry[] = await manager.query(
        `select ${LOCKED_COLUMNS} from entry
         where id = (select entry_id from imported_entry where source = $1 and key = $2) and status = 'PUBLISHED' for update`,
        [source, key],
      );
      if (!entry) return;
      await withdraw(manager, { entryId: entry.id }, { by: null, at: new Date() });
      // When the source has it again, it differs from what is public.
      await manager.query("update imported_entry set digest = '' where source = $1 and key = $2", [source, key]);
    });
  }
}
