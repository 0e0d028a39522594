import { inLanguage } from '../schema/locales.js';
import { htmlPage, plainText } from './layout.js';
import type { DueArticle, Letter, LetterKind, Scheduled } from './letter.js';
import type { Mail } from './mail.js';
import { de } from './wording/de.js';
import { en } from './wording/en.js';
import type { Language } from './wording/language.js';

const LANGUAGES: readonly [Language, ...Language[]] = [en, de];

/** Pages of the front end that take a secret, as `?token=…`. */
const PAGES: Partial<Record<LetterKind, string>> = {
  'verify-email': 'verify-email',
  'password-reset': 'reset-password',
  'magic-link': 'magic-link',
  'email-change-old': 'confirm-email-change',
  'email-change-new': 'confirm-email-change',
  invitation: 'accept-invitation',
};

/** Where letters come from, and where their links lead; without `appUrl` they have codes only. */
export interface Sender {
  readonly site: string;
  readonly appUrl: string | undefined;
}

/** Puts a letter into words: in the first of its languages that we have words for, else in English. */
export function compose(letter: Letter, { site, appUrl }: Sender): Mail {
  const language = inLanguage(LANGUAGES, letter.locales);
  const { newEmail = '', inviter, webhook = '', scheduled, review, due, secret, kind, to, name } = letter;
  const day = (article: DueArticle) => ({ ...article, on: calendarDay(article.on, language.locale) });
  const wording = language.letters[kind]({
    site,
    newEmail,
    inviter,
    webhook,
    ...(scheduled && { plan: { ...scheduled, when: moment(scheduled, language.locale) } }),
    ...(review && { review }),
    ...(due && { due: { ...due, now: due.now.map(day), soon: due.soon.map(day) } }),
  });
  const page = PAGES[kind];
  const content = {
    language,
    wording,
    greeting: language.greeting(name),
    signature: language.signature(site),
    ...(secret && {
      code: secret.token,
      validity: language.validity(duration(secret.minutes, language.locale)),
      ...(appUrl && page && { link: link(appUrl, page, secret.token) }),
    }),
  };
  return { to, subject: wording.subject, text: plainText(content), html: htmlPage(content) };
}

function link(appUrl: string, page: string, token: string): string {
  const url = new URL(page, `${appUrl.replace(/\/+$/, '')}/`);
  url.searchParams.set('token', token);
  return url.href;
}

/** Such as `Sunday, 29 March 2026 at 09:00 (Europe/Berlin)`. */
function moment({ at, timeZone }: Scheduled, locale: string): string {
  const shown = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' });
  return `${shown.format(new Date(`${at}Z`))} (${timeZone})`;
}

/** Such as `29 March 2026`. */
function calendarDay(day: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00Z`));
}

/** Such as `15 minutes`, `24 hours` or `7 days`. */
function duration(minutes: number, locale: string): string {
  const [value, unit] =
    minutes >= 2 * 24 * 60
      ? [minutes / (24 * 60), 'day']
      : minutes >= 60
        ? [minutes / 60, 'hour']
        : [minutes, 'minute'];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}
