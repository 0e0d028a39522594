import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import { FROM_ANYWHERE, newMember, PASSWORD } from './harness/people.js';

/** Whoever comes with a session that has ended hears so, whatever they ask and however they send it. */

let hub: TestHub;
beforeAll(async () => {
  hub = await testHub({ environment: FROM_ANYWHERE });
});
afterAll(() => hub.close());

interface Answer {
  data?: Record<string, unknown>;
  errors?: { extensions: { code: string; reason?: string } }[];
  extensions?: { session: { code: string; message: string } };
}

async function post(query: string, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(`${hub.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Answer;
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const ENDINGS: Record<string, (member: { id: string; token: string }) => Promise<unknown>> = {
  'that has expired': ({ id }) =>
    hub.database.pool.query('update auth_session set expires_at = now() where user_id = $1', [id]),
  'that was signed out': ({ token }) => post('mutation { signOut { signedOut } }', bearer(token)),
  'of an account that is gone': ({ token }) =>
    post(`mutation { deleteMyAccount(password: "${PASSWORD}", posts: KEEP) { errors { code } } }`, bearer(token)),
};

describe.each(Object.keys(ENDINGS))('a session %s', (ending) => {
  test('is told beside the data, by token and by cookie, the first time and later', async () => {
    const member = await newMember(hub);
    expect((await post('{ me { id } }', bearer(member.token))).extensions).toBeUndefined();
    await ENDINGS[ending]!(member);
    const ways = [
      bearer(member.token),
      { cookie: `${hub.services.identity.cookie.name}=${encodeURIComponent(member.token)}`, origin: hub.url },
    ];
    for (const headers of ways) {
      for (let n = 0; n < 3; n++) {
        const answer = await post('{ me { id } }', headers);
        expect(answer).toEqual({
          data: { me: null },
          extensions: { session: { code: 'SESSION_EXPIRED', message: expect.stringContaining('Sign in again') } },
        });
      }
    }
  });

  test('is told with what needs a session, and with what cannot be asked', async () => {
    const member = await newMember(hub);
    await ENDINGS[ending]!(member);
    for (const query of ['mutation { createMediaUpload { upload { id } } }', '{ nothingLikeThis }']) {
      const answer = await post(query, bearer(member.token));
      expect(answer.extensions?.session.code).toBe('SESSION_EXPIRED');
      for (const { extensions } of answer.errors!)
        expect(extensions.reason).toBe(extensions.code === 'UNAUTHENTICATED' ? 'SESSION_EXPIRED' : undefined);
    }
  });

  test('is told to GET', async () => {
    const member = await newMember(hub);
    await ENDINGS[ending]!(member);
    const response = await fetch(`${hub.url}/graphql?query={me{id}}`, { headers: bearer(member.token) });
    expect(await response.json()).toMatchObject({ extensions: { session: { code: 'SESSION_EXPIRED' } } });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});

test('a token that there never was is told as well, and none is not', async () => {
  for (const token of ['x', 'a.b', `${'a'.repeat(32)}.${'b'.repeat(44)}`])
    expect((await post('{ me { id } }', bearer(token))).extensions?.session.code).toBe('SESSION_EXPIRED');
  expect(await post('{ me { id } }', {})).toEqual({ data: { me: null } });
  const unauthenticated = await post('mutation { createMediaUpload { upload { id } } }', {});
  expect(unauthenticated.extensions).toBeUndefined();
  expect(unauthenticated.errors?.[0]?.extensions).not.toHaveProperty('reason');
});

test('signing in with a token that has ended in the same request is no reason to sign in again', async () => {
  const member = await newMember(hub);
  const answer = await post(
    `mutation { signIn(input: { email: "${member.email}", password: "${PASSWORD}" }) { member { id } } }`,
    bearer('a.b'),
  );
  expect(answer).toEqual({ data: { signIn: { member: { id: member.id } } } });
});
