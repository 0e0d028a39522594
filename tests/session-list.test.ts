import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import { FROM_ANYWHERE, me, newMember, PASSWORD, signIn } from './harness/people.js';

const SESSIONS = '{ sessions { id createdAt lastUsedAt current device } }';
const END = 'mutation ($id: ID!) { endSession(id: $id) { endedId errors { code path } } }';
const END_OTHERS = 'mutation { endOtherSessions { ended errors { code } } }';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

interface Sessions {
  sessions: { id: string; createdAt: string; lastUsedAt: string; current: boolean; device: string | null }[];
}

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub({ environment: FROM_ANYWHERE });
});
afterAll(() => hub.close());

const sessionsOf = async (as: string) => (await hub.query<Sessions>(SESSIONS, {}, { as })).data.sessions;

/** Someone who is signed in on three devices. */
async function memberWithDevices() {
  const { email, from, token: first } = await newMember(hub);
  const on = async (userAgent: string) =>
    (await signIn(hub, email, PASSWORD, { ...from, 'user-agent': userAgent })).data.session.token!;
  return { first, firefox: await on(FIREFOX), safari: await on(SAFARI) };
}

describe('sessions', () => {
  test('are listed to their member, this one first, with no more of the device than its name', async () => {
    const { firefox } = await memberWithDevices();
    const sessions = await sessionsOf(firefox);
    expect(sessions.map(({ current, device }) => [current, device])).toEqual([
      [true, 'Firefox on Linux'],
      [false, 'Safari on iPhone'],
      [false, null],
    ]);
    for (const { createdAt, lastUsedAt } of sessions) {
      expect(Math.abs(Date.now() - Date.parse(createdAt))).toBeLessThan(60_000);
      expect(Date.parse(lastUsedAt)).toBeGreaterThanOrEqual(Date.parse(createdAt));
    }
    const { rows } = await hub.database.pool.query('select distinct ip_address, user_agent from auth_session');
    expect(rows.every((row) => !row.ip_address && !/Mozilla|\d/.test(row.user_agent ?? ''))).toBe(true);
  });

  test('end by their id at once', async () => {
    const { firefox, safari } = await memberWithDevices();
    const id = (await sessionsOf(firefox)).find(({ device }) => device === 'Safari on iPhone')!.id;
    expect((await hub.query(END, { id }, { as: firefox })).data).toEqual({ endSession: { endedId: id, errors: [] } });
    expect(await me(hub, safari)).toBeNull();
    expect(await me(hub, firefox)).not.toBeNull();
    const again = await hub.query(END, { id }, { as: firefox });
    expect(again.data).toEqual({ endSession: { endedId: null, errors: [{ code: 'NOT_FOUND', path: ['id'] }] } });
  });

  test('of others cannot be seen or ended', async () => {
    const [one, other] = [await memberWithDevices(), await memberWithDevices()];
    const [{ id }] = (await sessionsOf(other.first)) as [Sessions['sessions'][number]];
    expect((await sessionsOf(one.first)).map((session) => session.id)).not.toContain(id);
    for (const given of [id, 'no id']) {
      const { data } = await hub.query(END, { id: given }, { as: one.first });
      expect(data).toMatchObject({ endSession: { endedId: null, errors: [{ code: 'NOT_FOUND' }] } });
    }
    expect(await me(hub, other.first)).not.toBeNull();
  });

  test('end all but this one', async () => {
    const [{ first, firefox, safari }, stranger] = [await memberWithDevices(), await newMember(hub)];
    expect((await hub.query(END_OTHERS, {}, { as: firefox })).data).toEqual({
      endOtherSessions: { ended: 2, errors: [] },
    });
    expect(await me(hub, first)).toBeNull();
    expect(await me(hub, safari)).toBeNull();
    expect(await me(hub, firefox)).not.toBeNull();
    expect(await me(hub, stranger.token)).not.toBeNull();
  });

  test('that have expired are not listed', async () => {
    const { first, safari } = await memberWithDevices();
    const old = (await sessionsOf(safari))[0]!.id;
    await hub.database.pool.query('update auth_session set expires_at = now() where id = $1', [old]);
    expect((await sessionsOf(first)).map(({ id }) => id)).not.toContain(old);
  });

  test('are for members only', async () => {
    for (const text of [SESSIONS, END_OTHERS]) {
      expect((await hub.query(text)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    }
  });
});
