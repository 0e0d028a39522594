import { domainToUnicode } from 'node:url';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Addresses in every script. Domains are kept in their own script from here on. better-auth, which knows none but ASCII,
 * gets a name made of the address.
 */
export class EmailAddresses1764000000067 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What lower() makes of other letters depends on the locale of the database: the hub does that.
      alter table auth_user drop constraint auth_user_email_check,
        add constraint auth_user_email_check check (email = lower(email collate "C"));
      alter table invitation drop constraint invitation_email_check,
        add constraint invitation_email_check check (email = lower(email collate "C"));
      alter table email_change drop constraint email_change_new_email_check,
        add constraint email_change_new_email_check check (new_email = lower(new_email collate "C"));

      -- PostgreSQL holds convert_to() to be changeable, for encodings can be redefined; UTF-8 never is.
      create function sign_in_name_of(email text) returns text language sql immutable strict parallel safe
        as $$ select encode(sha256(convert_to(email, 'UTF8')), 'hex') || '@account.invalid' $$;
    `);
    for (const [table, column] of COLUMNS) {
      const rows: { email: string }[] = await runner.query(
        `select distinct ${column} as email from ${table} where ${column} like '%@%xn--%'`,
      );
      for (const { email } of rows) {
        await runner.query(`update ${table} set ${column} = $2 where ${column} = $1`, [email, inOwnScript(email)]);
      }
    }
    await runner.query(`
      alter table auth_user add sign_in_name text not null generated always as (sign_in_name_of(email)) stored unique;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only move forward: restore a backup to go back.');
  }
}

const COLUMNS = [
  ['auth_user', 'email'],
  ['invitation', 'email'],
  ['email_change', 'old_email'],
  ['email_change', 'new_email'],
] as const;

function inOwnScript(email: string): string {
  const at = email.lastIndexOf('@');
  return `${email.slice(0, at)}@${domainToUnicode(email.slice(at + 1)) || email.slice(at + 1)}`;
}
