import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { symmetricDecrypt } from 'better-auth/crypto';
import type { EntityManager } from 'typeorm';
import { Refused } from '../../schema/user-error.js';
import type { Auth } from './auth.js';

type Queryable = Pick<EntityManager, 'query'>;
type Key = Parameters<typeof symmetricDecrypt>[0]['key'];

/** How long an app shows a code. */
const STEP_SECONDS = 30;
/** By how many steps the clock of an app may be off, as better-auth has it. */
const TOLERANCE = 1;

const RECOVERY_CODES = 10;
/** Nobody takes one of these for another, whatever the handwriting. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
/** Nothing that anyone types for a code is longer. */
const LONGEST = 100;

/** Recovery codes such as `k3v9m-x7qtd`, of some 50 random bits each. */
export function newRecoveryCodes(): string[] {
  const letters = () => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: RECOVERY_CODES }, () => `${letters()}-${letters()}`);
}

/** Only the letters and digits of a code: people type and copy them with blanks and hyphens, and in capitals. */
export function bare(code: string): string {
  if (code.length > LONGEST) return '';
  return code
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
}

/** What better-auth leaves to us about the codes of the second factor: that each works once, and how they may be typed. */
export class SecondFactorCodes {
  /** @param key with which better-auth encrypts secrets of apps */
  constructor(
    private readonly auth: Auth,
    private readonly key: Key,
  ) {}

  /**
   * To which moment a code of the app belongs; undefined when it is wrong. Asked before better-auth checks it, so that no
   * code slips through while one moment ends.
   * @param code as `bare` makes it
   */
  async momentOf(database: Queryable, memberId: string, code: string): Promise<number | undefined> {
    const sql = 'select secret from auth_two_factor where user_id = $1';
    const [factor]: { secret: string }[] = await database.query(sql, [memberId]);
    return factor && stepOf(await symmetricDecrypt({ key: this.key, data: factor.secret }), code);
  }

  /**
   * Uses up a code that better-auth has taken, and with it all that were shown before.
   * @param moment to which it belongs
   * @throws Refused for one that was used, also when it is just being used somewhere else
   */
  async useUp(database: Queryable, memberId: string, moment: number | undefined, ...path: string[]): Promise<void> {
    const [, fresh]: [unknown, number] = await database.query(
      'update auth_two_factor set last_step = $2 where user_id = $1 and coalesce(last_step, 0) < $2',
      [memberId, moment ?? 0],
    );
    if (fresh > 0) return;
    throw Refused.because('INVALID', 'This code was used already. Wait for the next one, and begin anew.', ...path);
  }

  /** A recovery code of the member as it is kept, when what they typed is one; else what they typed. */
  async recoveryCode(memberId: string, typed: string): Promise<string> {
    const wanted = bare(typed);
    const { backupCodes } = await this.auth.api.viewBackupCodes({ body: { userId: memberId } });
    return backupCodes.find((code) => bare(code) === wanted) ?? wanted;
  }
}

/** The step to which a code of the app belongs, counted from 1970; undefined when it is wrong by now. */
function stepOf(secret: string, code: string): number | undefined {
  const now = Math.floor(Date.now() / 1000 / STEP_SECONDS);
  let found: number | undefined;
  for (let step = now - TOLERANCE; step <= now + TOLERANCE; step++) {
    const right = Buffer.from(codeOf(secret, step));
    const given = Buffer.from(code);
    if (given.length === right.length && timingSafeEqual(given, right)) found = step;
  }
  return found;
}

/** What an app shows (RFC 4226, RFC 6238): 6 digits. */
function codeOf(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const number = mac.readUInt32BE(mac.at(-1)! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
