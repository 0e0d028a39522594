import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from './harness/hub.js';
import { CLIENT, type OpenIdProvider, openIdProvider, type ProviderAccount } from './harness/openid-provider.js';
import { FROM_ANYWHERE, me, newMember, type Problem } from './harness/people.js';

const PAGE = 'https://app.example/back';

const BEGIN = `mutation ($input: BeginSignInWithProviderInput!) {
  answer: beginSignInWithProvider(input: $input) { url request errors { code path } } }`;
const FINISH = `mutation ($input: SignInWithProviderInput!) {
  answer: signInWithProvider(input: $input) { member { id name } token twoFactorToken errors { code path message } } }`;
const LINK = `mutation ($input: ProviderAnswerInput!) {
  answer: linkSignInProvider(input: $input) { signInProviders { id linked } errors { code path } } }`;
const UNLINK = `mutation { answer: unlinkSignInProvider(provider: "centre") { signInProviders { id linked } errors { code path } } }`;

interface Answer {
  answer: {
    url?: string;
    request?: string;
    member?: { id: string; name: string } | null;
    token?: string | null;
    twoFactorToken?: string | null;
    signInProviders?: object[] | null;
    errors: (Problem & { message: string })[];
  };
}

let provider: OpenIdProvider;
let hub: TestHub;
beforeAll(async () => {
  provider = await openIdProvider([PAGE]);
  hub = await testHub({
    environment: {
      ...FROM_ANYWHERE,
      PUBLIC_APP_URL: 'https://app.example',
      OIDC_PROVIDERS: 'centre,away',
      OIDC_CENTRE_NAME: 'Our centre',
      OIDC_CENTRE_ISSUER: provider.issuer,
      OIDC_CENTRE_CLIENT_ID: CLIENT.id,
      OIDC_CENTRE_CLIENT_SECRET: CLIENT.secret,
      OIDC_AWAY_ISSUER: 'http://127.0.0.1:9',
      OIDC_AWAY_CLIENT_ID: 'any',
      OIDC_AWAY_CLIENT_SECRET: 'any',
    },
  });
});
afterAll(async () => {
  await hub.close();
  await provider.close();
});

async function ask(text: string, variables: object = {}, as?: string) {
  const { data, errors } = await hub.query<Answer>(text, variables, { as });
  expect(errors).toBeUndefined();
  return data.answer;
}

const begin = (more: object = {}, as?: string) =>
  ask(BEGIN, { input: { provider: 'centre', redirectTo: PAGE, ...more } }, as);

async function signIn(account: ProviderAccount) {
  const { url, request } = await begin();
  return ask(FINISH, { input: { request, address: await provider.visit(url!, account) } });
}

const verified = (sub: string) => ({ sub, email: `${sub}@Mail.example`, email_verified: true, name: `Name of ${sub}` });

describe('signing in with a provider', () => {
  test('is offered to everyone, under its name', async () => {
    const { data } = await hub.query('{ signInProviders { id name linked } }');
    expect(data).toEqual({
      signInProviders: [
        { id: 'centre', name: 'Our centre', linked: false },
        { id: 'away', name: 'Away', linked: false },
      ],
    });
  });

  test('makes an account for someone new, and finds it again, also when their address has changed there', async () => {
    const first = await signIn(verified('nora'));
    expect(first).toMatchObject({ member: { name: 'Name of nora' }, errors: [] });
    const again = await signIn({ ...verified('nora'), email: 'elsewhere@mail.example' });
    expect(again.member!.id).toBe(first.member!.id);
    const { data } = await hub.query('{ me { email } signInProviders { linked } }', {}, { as: again.token! });
    expect(data).toEqual({
      me: { email: 'nora@mail.example' },
      signInProviders: [{ linked: true }, { linked: false }],
    });
  });

  test('leads to the account that has the address; what a stranger had made with it opens no more', async () => {
    const stranger = await newMember(hub);
    const answer = await signIn({ sub: 'owner', email: stranger.email, email_verified: true });
    expect(answer.member!.id).toBe(stranger.id);
    expect(await me(hub, stranger.token)).toBeNull();
  });

  test('is refused when the provider has not confirmed the address, also one that has an account', async () => {
    const member = await newMember(hub);
    for (const email of ['unsure@mail.example', member.email]) {
      const answer = await signIn({ sub: `unsure ${email}`, email, email_verified: false });
      expect(answer).toMatchObject({ member: null, token: null, errors: [{ code: 'NOT_ALLOWED' }] });
    }
  });

  test('works once, and only for the browser that began', async () => {
    const mine = await begin();
    const theirs = await begin();
    const address = await provider.visit(mine.url!, verified('once'));
    expect(await ask(FINISH, { input: { request: theirs.request, address } })).toMatchObject({
      member: null,
      errors: [{ code: 'INVALID' }],
    });
    const answers = await Promise.all([1, 2].map(() => ask(FINISH, { input: { request: mine.request, address } })));
    expect(answers.filter(({ token }) => token)).toHaveLength(1);
    expect(await ask(FINISH, { input: { request: mine.request, address } })).toMatchObject({
      errors: [{ code: 'INVALID' }],
    });
  });

  test('sends nobody to a foreign page, and says so when the provider is away or unknown', async () => {
    for (const redirectTo of ['https://evil.example/back', 'https://app.example/back?to=x', 'nonsense', 'javascript:1'])
      expect((await begin({ redirectTo })).errors).toMatchObject([{ code: 'INVALID', path: ['input', 'redirectTo'] }]);
    expect((await begin({ provider: 'away' })).errors).toMatchObject([{ code: 'INVALID' }]);
    expect((await begin({ provider: 'none' })).errors).toMatchObject([
      { code: 'NOT_FOUND', path: ['input', 'provider'] },
    ]);
  });
});

describe('linking a provider', () => {
  async function confirmedMember() {
    const member = await newMember(hub);
    await hub.database.pool.query('update auth_user set email_verified = true where id = $1', [member.id]);
    return member;
  }

  test('waits until the address of the account is confirmed', async () => {
    const { token } = await newMember(hub);
    expect((await begin({ link: true }, token)).errors).toMatchObject([
      { code: 'NOT_ALLOWED', path: ['input', 'link'] },
    ]);
  });

  async function linked(as: string, account: ProviderAccount) {
    const { url, request } = await begin({ link: true }, as);
    return ask(LINK, { input: { request, address: await provider.visit(url!, account) } }, as);
  }

  test('lets a member in whose address there is another, until it is taken off', async () => {
    const member = await confirmedMember();
    const account = { sub: 'ada', email: 'ada-at-work@mail.example', email_verified: false };
    expect(await linked(member.token, account)).toMatchObject({ signInProviders: [{ linked: true }, {}], errors: [] });
    expect((await signIn(account)).member!.id).toBe(member.id);
    expect(await ask(UNLINK, {}, member.token)).toMatchObject({ signInProviders: [{ linked: false }, {}] });
    expect((await signIn(account)).member).toBeNull();
    expect(await ask(UNLINK, {}, member.token)).toMatchObject({ errors: [{ code: 'NOT_FOUND' }] });
  });

  test('of another member is refused, and what was begun to link signs nobody in', async () => {
    await signIn(verified('taken'));
    const member = await confirmedMember();
    expect(await linked(member.token, verified('taken'))).toMatchObject({ errors: [{ code: 'TAKEN' }] });
    const { url, request } = await begin({ link: true }, member.token);
    const address = await provider.visit(url!, verified('taken'));
    expect(await ask(FINISH, { input: { request, address } })).toMatchObject({
      member: null,
      errors: [{ code: 'INVALID' }],
    });
    expect((await begin({ link: true })).errors).toMatchObject([{ code: 'NOT_ALLOWED', path: ['input', 'link'] }]);
  });
});
