import type { EntityManager } from 'typeorm';
import { signInName } from '../identity/sign-in-name.js';
import { forgetTries } from '../identity/try-limit.js';

/** Someone who leaves, by what they are known as. */
export interface Leaver {
  readonly id: string;
  readonly name: string;
  readonly handle: string;
  /** Null for a member without an account. */
  readonly email: string | null;
}

/**
 * Takes away what speaks of a member without referring to them, within a transaction and before they go: what waits
 * for them by mail, invitations to their address, codes, jobs, and counts of tries. What refers to them goes with them.
 */
export async function removeTraces(manager: EntityManager, { id, email }: Leaver): Promise<void> {
  const changes: { id: string; old_email: string; new_email: string }[] = await manager.query(
    'select id, old_email, new_email from email_change where member_id = $1',
    [id],
  );
  const addresses = [email, ...changes.flatMap((change) => [change.old_email, change.new_email])];
  const emails = [...new Set(addresses.filter((address) => address !== null))];
  // An invitation to the new address of a change is for them no less; those they have sent stand no longer than they.
  const [invitations]: [{ id: string }[], number] = await manager.query(
    'delete from invitation where email = any($1) or invited_by = $2 returning id',
    [emails, id],
  );
  const exports: { id: string }[] = await manager.query('select id from data_export where member_id = $1', [id]);
  const known = [
    id,
    ...emails,
    ...emails.map(signInName),
    ...[...changes, ...invitations, ...exports].map((row) => row.id),
  ];
  await manager.query(`delete from auth_verification where ${mentions('value', '$1')}`, [known]);
  // Their letters and archives are made from the ids and addresses in the jobs; what a failed try said goes with them.
  await manager.query(`delete from graphile_worker._private_jobs where ${mentions('payload::text', '$1')}`, [known]);
  // What they share stays for the others; what was theirs alone goes.
  await manager.query('delete from saved_view where owner_id = $1 and not shared', [id]);
  // What other programs are told says who did it, by id.
  await manager.query(
    `update webhook_delivery set payload = replace(payload, to_json($1::text)::text, 'null') where strpos(payload, $1) > 0`,
    [id],
  );
  await forgetTries(manager, known);
}

/** SQL: the text is one of these words, or has one of them as a JSON string. */
function mentions(text: string, words: string): string {
  return `exists (select 1 from unnest(${words}::text[]) word where ${text} = word or position(to_json(word)::text in ${text}) > 0)`;
}
