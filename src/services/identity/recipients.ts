import type { Pool } from 'pg';
import type { Letter } from '../../mail/letter.js';
import type { Locales } from '../../schema/locales.js';

/** Someone with an account, as letters need to know them. */
export interface Recipient {
  readonly id: string;
  readonly email: string;
  readonly verified: boolean;
  readonly name: string;
  readonly locale: string | null;
}

/** Finds whom letters go to. */
export class Recipients {
  constructor(
    private readonly pool: Pool,
    private readonly locales: Locales,
  ) {}

  byId(id: string): Promise<Recipient | undefined> {
    return this.find('id = $1', id);
  }

  byEmail(email: string): Promise<Recipient | undefined> {
    return this.find('email = $1', email);
  }

  /**
   * To whom a letter goes, and in which languages.
   * @param asked locale of the request that the letter answers, for who has not chosen one
   */
  address({ email, verified, name, locale }: Recipient, asked: string): Pick<Letter, 'to' | 'name' | 'locales'> {
    // Anyone can sign up with the address of another person and a name that says something to them.
    return { to: email, ...(verified && { name }), locales: this.locales.chain(locale ?? asked) };
  }

  private async find(condition: string, value: string): Promise<Recipient | undefined> {
    const { rows } = await this.pool.query<Recipient>(
      `select u.id, u.email, u.email_verified as verified, m.name, m.locale
       from auth_user u join member m on m.id = u.id where u.${condition}`,
      [value],
    );
    return rows[0];
  }
}
