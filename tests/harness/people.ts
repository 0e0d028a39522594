import type { TestHub } from './hub.js';

export const PASSWORD = 'three green kettles sing';

const SESSION = 'member { id handle name email roles } token expiresAt errors { code message path }';
export const SIGN_UP = 'mutation ($input: SignUpInput!) { signUp(input: $input) { errors { code message path } } }';
export const SIGN_IN = `mutation ($input: SignInInput!) { session: signIn(input: $input) { ${SESSION} } }`;
export const CHANGE_PASSWORD = `mutation ($input: ChangePasswordInput!) { session: changePassword(input: $input) { ${SESSION} } }`;
export const ME = '{ me { id handle name email roles locale biography } }';

export interface Person {
  id: string;
  handle: string;
  name: string;
  email: string | null;
  roles: string[] | null;
  locale: string | null;
  biography: string | null;
}
export interface Problem {
  code: string;
  message: string;
  path: string[];
}
export interface SessionAnswer {
  session: { member: Person | null; token: string | null; expiresAt: string | null; errors: Problem[] };
}
export interface SignUpAnswer {
  signUp: { errors: Problem[] };
}
export interface Me {
  me: Person | null;
}

/** Lets each person come from a network address of their own. */
export const FROM_ANYWHERE = { TRUSTED_PROXIES: '127.0.0.1' };

let people = 0;

/** A new e-mail address and network address, so that no test shares limits with another. */
export function somebody() {
  people++;
  return { email: `person${people}@test.example`, from: { 'x-forwarded-for': `198.51.100.${people}` } };
}

/** Someone who has just signed up and in at a hub that is open FROM_ANYWHERE. */
export async function newMember(hub: TestHub, name = 'Nadia') {
  const { email, from } = somebody();
  const input = { email, password: PASSWORD, name };
  await hub.query(SIGN_UP, { input }, { headers: from });
  const { session } = (await signIn(hub, email, PASSWORD, from)).data;
  return { email, from, token: session.token!, id: session.member!.id, handle: session.member!.handle };
}

export function signIn(hub: TestHub, email: string, password: string, headers: Record<string, string>) {
  return hub.query<SessionAnswer>(SIGN_IN, { input: { email, password } }, { headers });
}

/** Whose token it is. */
export async function me(hub: TestHub, token: string): Promise<Person | null> {
  return (await hub.query<Me>(ME, {}, { as: token })).data.me;
}
