import type { DraftNews, DueArticles, ReviewNews } from '../letter.js';
import { countedByName } from './counted-by-name.js';
import type { Wording } from './language.js';

const SOMEONE = 'Jemand, der nicht mehr da ist,';

/** The letter on what is new about a draft. */
export function reviewWording({ title, news }: DraftNews, site: string): Wording {
  const draft = title ? `„${title}“` : 'ein Entwurf ohne Titel';
  const comments = countedByName(news.filter(({ kind }) => kind === 'COMMENTED')).map(([by, count]) =>
    count === 1
      ? `${by ?? SOMEONE} hat etwas dazu angemerkt.`
      : `${by ?? SOMEONE} hat ${count} Anmerkungen dazu geschrieben.`,
  );
  return {
    subject: `${subjectOf(news, draft)} (${site})`,
    opening: [`es geht um: ${draft}`, ...news.flatMap(sentences), ...comments],
    closing: ['Du findest es bei deinen Prüfungen. Du bekommst diese Mail, weil du es geschrieben hast oder prüfst.'],
  };
}

function subjectOf(news: readonly ReviewNews[], draft: string): string {
  const last = news.findLast(({ kind }) => kind === 'DECIDED');
  if (last) return last.verdict === 'CHANGES_REQUESTED' ? `Bitte ändere noch etwas: ${draft}` : `Freigegeben: ${draft}`;
  if (news.some(({ kind }) => kind === 'ASSIGNED')) return `Bitte prüfen: ${draft}`;
  if (news.some(({ kind }) => kind === 'RESUBMITTED')) return `Bitte noch einmal prüfen: ${draft}`;
  return `Anmerkungen: ${draft}`;
}

function sentences({ kind, by, verdict, note }: ReviewNews): string[] {
  const who = by ?? SOMEONE;
  const why = note ? [`„${note}“`] : [];
  if (kind === 'ASSIGNED') return [`${who} bittet dich, es zu prüfen, bevor es veröffentlicht wird.`];
  if (kind === 'RESUBMITTED') return [`${who} hat daran gearbeitet und bittet dich, es noch einmal zu prüfen.`];
  if (kind === 'COMMENTED') return [];
  if (verdict === 'CHANGES_REQUESTED') return [`${who} bittet dich, noch etwas zu ändern:`, ...why];
  if (verdict === 'SKIPPED') return [`${who} gibt es ohne Prüfung zur Veröffentlichung frei:`, ...why];
  return [`${who} hat es freigegeben.`, ...why];
}

/** The letter on articles that should be checked again. */
export function dueWording({ now, soon, others }: DueArticles, site: string): Wording {
  const count = now.length + soon.length + others;
  const list = (articles: DueArticles['now']) => articles.map(({ title, on }) => `• ${title} (${on})`).join('\n');
  return {
    subject:
      count === 1
        ? `Ein Artikel sollte wieder geprüft werden (${site})`
        : `${count} Artikel sollten wieder geprüft werden (${site})`,
    opening: [
      ...(now.length ? ['es ist Zeit zu prüfen, ob das noch stimmt:', list(now)] : []),
      ...(soon.length ? [now.length ? 'Bald an der Reihe ist:' : 'bald sollte das geprüft werden:', list(soon)] : []),
      ...(others ? [others === 1 ? 'Und noch einer.' : `Und noch ${others} weitere.`] : []),
    ],
    closing: [
      'Lies es noch einmal, ändere, was nicht mehr stimmt, lass es von einer Fachperson freigeben und setze den nächsten Termin.',
      'Wir erinnern dich an jeden Termin einmal vorher und einmal, wenn er da ist.',
    ],
  };
}
