import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import {
  FROM_ANYWHERE,
  me,
  newMember,
  PASSWORD,
  type Person,
  type Problem,
  SIGN_UP,
  type SignUpAnswer,
  signIn,
  somebody,
} from './harness/people.js';

const UPDATE_PROFILE = `mutation ($input: UpdateProfileInput!) {
  updateProfile(input: $input) { member { handle name biography locale } errors { code path } } }`;
const UPDATE_ROLES = `mutation ($memberId: ID!, $roles: [Role!]!) {
  updateMemberRoles(memberId: $memberId, roles: $roles) { member { roles } errors { code path } } }`;

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub({ environment: FROM_ANYWHERE });
});
afterAll(() => hub.close());

describe('signing up', () => {
  test('makes an account and a member, who signs in', async () => {
    const { email, from } = somebody();
    const input = { email: ` ${email.toUpperCase()} `, password: PASSWORD, name: 'Jürgen Groß' };
    const signedUp = await hub.query<SignUpAnswer>(SIGN_UP, { input }, { headers: from });
    expect(signedUp.data.signUp.errors).toEqual([]);
    const { data } = await signIn(hub, email, PASSWORD, from);
    expect(data.session).toMatchObject({
      member: { handle: 'juergen-gross', name: 'Jürgen Groß', email, roles: ['MEMBER'] },
      errors: [],
    });
    expect(Date.parse(data.session.expiresAt!)).toBeGreaterThan(Date.now());
    expect(await me(hub, data.session.token!)).toMatchObject({ id: data.session.member!.id, email });
  });

  test('gives people of the same name handles of their own', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => newMember(hub, 'Amélie Ünal')));
    const handles = new Set(all.map(({ handle }) => handle));
    expect(handles.size).toBe(4);
    expect(handles).toContain('amelie-uenal');
    expect((await newMember(hub, 'นภา')).handle).toMatch(/^member-\d+$/);
    expect((await newMember(hub, 'Admin')).handle).toMatch(/^admin-\d+$/);
  });

  test('names all that is wrong at once and leaves nothing behind', async () => {
    const input = { email: 'not an address', password: 'Passwort123!', name: '  ' };
    const { data } = await hub.query<SignUpAnswer>(SIGN_UP, { input }, { headers: somebody().from });
    expect(data.signUp.errors.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['INVALID', 'input.email'],
      ['INVALID', 'input.name'],
      ['INVALID', 'input.password'],
    ]);
  });

  test('changes nothing where the e-mail address has an account, and does not tell', async () => {
    const { email, from } = await newMember(hub);
    const count = async () => (await hub.database.pool.query('select count(*) from member')).rows[0].count;
    const before = await count();
    const other = 'another long password';
    const input = { email, password: other, name: 'Someone Else' };
    const { data, errors } = await hub.query<SignUpAnswer>(SIGN_UP, { input }, { headers: from });
    expect({ data, errors }).toEqual({ data: { signUp: { errors: [] } } });
    expect(await count()).toBe(before);
    expect((await signIn(hub, email, other, from)).data.session.errors).toHaveLength(1);
    expect((await signIn(hub, email, PASSWORD, from)).data.session.member?.name).toBe('Nadia');
  });
});

describe('signing in', () => {
  test('works whatever the case of the address', async () => {
    const { email, from, id } = await newMember(hub);
    const { data } = await signIn(hub, email.toUpperCase(), PASSWORD, from);
    expect(data.session).toMatchObject({ member: { id, email }, errors: [] });
    expect((await me(hub, data.session.token!))?.id).toBe(id);
  });

  test('answers the same to a wrong password and to an unknown address', async () => {
    const { email, from } = await newMember(hub);
    const wrong = await signIn(hub, email, 'three green kettles sang', from);
    const unknown = await signIn(hub, somebody().email, PASSWORD, from);
    expect(wrong.data.session).toMatchObject({
      member: null,
      token: null,
      errors: [{ code: 'INVALID', path: ['input'] }],
    });
    expect(unknown.data).toEqual(wrong.data);
    expect(unknown.status).toBe(wrong.status);
  });

  test('checks a password for an unknown address too, so that time tells nothing', async () => {
    const { email, from } = await newMember(hub);
    const time = async (address: string) => {
      const start = performance.now();
      await signIn(hub, address, 'three green kettles sang', from);
      return performance.now() - start;
    };
    await time(email);
    const wrong = await time(email);
    const unknown = await time(somebody().email);
    // Without hashing it would be some 20 times faster; the machine may be busy, so this is only that sharp.
    expect(unknown).toBeGreaterThan(wrong / 4);
  });

  test('is limited by account and network, even with the right password, also at the same time', async () => {
    const { email } = await newMember(hub);
    const { from } = somebody();
    const tries = await Promise.all(Array.from({ length: 12 }, () => signIn(hub, email, 'wrong password', from)));
    expect(tries.filter(({ errors }) => errors?.[0]?.extensions.code === 'RATE_LIMITED')).toHaveLength(2);
    const { errors } = await signIn(hub, email, PASSWORD, from);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED' });
    expect(errors?.[0]?.extensions.retryAfterSeconds).toBeGreaterThan(800);
    await hub.database.pool.query(`update auth_try set resets_at = now() - interval '1 second'`);
    expect((await signIn(hub, email, PASSWORD, from)).data.session.errors).toEqual([]);
  });

  test('is limited by network address', async () => {
    const { from } = somebody();
    for (let n = 0; n < 10; n++) await signIn(hub, somebody().email, 'wrong password', from);
    const { email } = await newMember(hub);
    expect((await signIn(hub, email, PASSWORD, from)).errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    expect((await signIn(hub, email, PASSWORD, somebody().from)).data.session.errors).toEqual([]);
  });

  test('does not believe an address that no trusted proxy has said', async () => {
    const open = await testHub({ databaseUrl: hub.databaseUrl });
    try {
      const wrong = () => signIn(open, somebody().email, 'wrong password', somebody().from);
      for (let n = 0; n < 10; n++) await wrong();
      expect((await wrong()).errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    } finally {
      await open.close();
    }
  });

  test('counts wrong tries only', async () => {
    const { email, from } = await newMember(hub);
    for (let n = 0; n < 12; n++) expect((await signIn(hub, email, PASSWORD, from)).data.session.errors).toEqual([]);
  });
});

describe('members', () => {
  test('keep e-mail address, roles and locale to themselves and admins', async () => {
    const { id, email, token } = await newMember(hub);
    const read = async (as?: string) =>
      (
        await hub.query<{ member: Person }>(
          'query ($id: ID!) { member(id: $id) { name email roles locale } }',
          { id },
          { as },
        )
      ).data.member;
    const hidden = { name: 'Nadia', email: null, roles: null, locale: null };
    expect(await read()).toEqual(hidden);
    expect(await read(await hub.signIn('other'))).toEqual(hidden);
    expect(await read(token)).toMatchObject({ email, roles: ['MEMBER'] });
    expect(await read(await hub.signIn('admin'))).toMatchObject({ email, roles: ['MEMBER'] });
  });

  test('change their profile; what is absent stays, null clears', async () => {
    const { token, handle } = await newMember(hub);
    const update = async (input: object) =>
      (
        await hub.query<{ updateProfile: { member: Person; errors: Problem[] } }>(
          UPDATE_PROFILE,
          { input },
          { as: token },
        )
      ).data.updateProfile;
    const own = `${handle}-x`;
    expect((await update({ name: 'Nadia B.', biography: 'Two boys.', locale: 'de-at', handle: own })).member).toEqual({
      name: 'Nadia B.',
      biography: 'Two boys.',
      locale: 'de-AT',
      handle: own,
    });
    expect((await update({ biography: null, locale: null })).member).toEqual({
      name: 'Nadia B.',
      biography: null,
      locale: null,
      handle: own,
    });
    const { handle: taken } = await newMember(hub);
    expect((await update({ handle: taken })).errors).toMatchObject([{ code: 'TAKEN', path: ['input', 'handle'] }]);
    expect((await update({ handle: 'admin', name: null })).errors).toMatchObject([
      { code: 'REQUIRED', path: ['input', 'name'] },
      { code: 'INVALID', path: ['input', 'handle'] },
    ]);
  });

  test('cannot give themselves roles; admins can, and it counts at once', async () => {
    const { token, id } = await newMember(hub);
    const update = (as: string | undefined, roles: string[], memberId = id) =>
      hub.query<{ updateMemberRoles: { member: Person | null; errors: Problem[] } }>(
        UPDATE_ROLES,
        { memberId, roles },
        { as },
      );
    expect((await update(undefined, ['ADMIN'])).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect((await update(token, ['ADMIN'])).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const admin = await hub.signIn('admin');
    expect((await update(admin, ['EDITOR', 'EDITOR'])).data.updateMemberRoles.member?.roles).toEqual(['EDITOR']);
    expect((await me(hub, token))?.roles).toEqual(['EDITOR']);
    expect((await update(admin, [])).data.updateMemberRoles.errors).toMatchObject([
      { code: 'REQUIRED', path: ['roles'] },
    ]);
    expect((await update(admin, ['MEMBER'], 'nobody')).data.updateMemberRoles.errors).toMatchObject([
      { code: 'NOT_FOUND' },
    ]);
  });

  test('always have an admin, even when two are removed at the same time', async () => {
    const own = await testHub();
    const rival = await own.database.pool.connect();
    try {
      const admin = await own.signIn('admin');
      const adminId = (await me(own, admin))!.id;
      const otherId = (await me(own, await own.signIn('other')))!.id;
      const demote = async (memberId: string) =>
        (
          await own.query<{ updateMemberRoles: { errors: Problem[] } }>(
            UPDATE_ROLES,
            { memberId, roles: ['MEMBER'] },
            { as: admin },
          )
        ).data.updateMemberRoles.errors;
      expect(await demote(adminId)).toMatchObject([{ code: 'NOT_ALLOWED', path: ['roles'] }]);

      await own.services.identity.grantRole(otherId, 'ADMIN');
      await rival.query('begin');
      await rival.query(`update member set roles = '{MEMBER}' where id = $1`, [otherId]);
      let done = false;
      const second = demote(adminId).finally(() => {
        done = true;
      });
      const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      while (!done && (await own.database.pool.query(waiting)).rowCount === 0);
      await rival.query('commit');
      expect(await second).toMatchObject([{ code: 'NOT_ALLOWED', path: ['roles'] }]);
      expect((await me(own, admin))?.roles).toEqual(['ADMIN']);
    } finally {
      rival.release();
      await own.close();
    }
  });
});

test('commands make accounts once for an e-mail address', async () => {
  const { email, from } = somebody();
  const account = { email, password: PASSWORD, name: 'Ida', handle: 'ida', roles: ['EDITOR' as const], locale: 'de' };
  const id = await hub.services.identity.createAccount(account);
  expect(await hub.services.identity.createAccount({ ...account, name: 'Other', password: 'another long one' })).toBe(
    id,
  );
  expect(await hub.services.identity.memberWithEmail(email.toUpperCase())).toBe(id);
  await hub.services.identity.grantRole(id, 'ADMIN');
  const { token } = (await signIn(hub, email, PASSWORD, from)).data.session;
  expect(await me(hub, token!)).toMatchObject({ handle: 'ida', name: 'Ida', roles: ['EDITOR', 'ADMIN'], locale: 'de' });
});
