import { emailProblem } from '../../email-address.js';
import type { Problems } from './problems.js';

type Path = readonly (string | number)[];

/** Only addresses a browser may open without harm. */
export function checkUrl(url: string | null | undefined, problems: Problems, path: Path): void {
  if (url == null || url === '') return;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    problems.add(
      'INVALID',
      `"${url.slice(0, 100)}" is not a web address. It must begin with https:// or http://.`,
      ...path,
    );
  }
}

export function checkEmail(email: string | null | undefined, problems: Problems, path: Path): void {
  if (email && emailProblem(email))
    problems.add('INVALID', `"${email.slice(0, 100)}" is not an e-mail address.`, ...path);
}
