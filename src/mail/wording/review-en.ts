import type { DraftNews, DueArticles, ReviewNews } from '../letter.js';
import { countedByName } from './counted-by-name.js';
import type { Wording } from './language.js';

const SOMEONE = 'Someone who has left';

/** The letter on what is new about a draft. */
export function reviewWording({ title, news }: DraftNews, site: string): Wording {
  const draft = title ? `“${title}”` : 'a draft without a title';
  const comments = countedByName(news.filter(({ kind }) => kind === 'COMMENTED')).map(([by, count]) =>
    count === 1
      ? `${by ?? SOMEONE} has commented on ${draft}.`
      : `${by ?? SOMEONE} has written ${count} comments on ${draft}.`,
  );
  return {
    subject: `${subjectOf(news, draft)} (${site})`,
    opening: [...news.flatMap((one) => sentences(one, draft)), ...comments],
    closing: ['You find it among your reviews. You get this mail because you wrote it, or look at it.'],
  };
}

function subjectOf(news: readonly ReviewNews[], draft: string): string {
  const last = news.findLast(({ kind }) => kind === 'DECIDED');
  if (last) return last.verdict === 'CHANGES_REQUESTED' ? `Please change something: ${draft}` : `Approved: ${draft}`;
  if (news.some(({ kind }) => kind === 'ASSIGNED')) return `Please look at ${draft}`;
  if (news.some(({ kind }) => kind === 'RESUBMITTED')) return `Please look again at ${draft}`;
  return `Comments on ${draft}`;
}

function sentences({ kind, by, verdict, note }: ReviewNews, draft: string): string[] {
  const who = by ?? SOMEONE;
  const why = note ? [`“${note}”`] : [];
  if (kind === 'ASSIGNED') return [`${who} asks you to look at ${draft} before it is published.`];
  if (kind === 'RESUBMITTED') return [`${who} has worked on ${draft} and asks for another look.`];
  if (kind === 'COMMENTED') return [];
  if (verdict === 'CHANGES_REQUESTED') return [`${who} asks you to change something in ${draft}:`, ...why];
  if (verdict === 'SKIPPED') return [`${who} lets ${draft} be published without an approval:`, ...why];
  return [`${who} has approved ${draft}.`, ...why];
}

/** The letter on articles that should be checked again. */
export function dueWording({ now, soon, others }: DueArticles, site: string): Wording {
  const count = now.length + soon.length + others;
  const list = (articles: DueArticles['now']) => articles.map(({ title, on }) => `• ${title} (${on})`).join('\n');
  return {
    subject:
      count === 1
        ? `An article should be checked again (${site})`
        : `${count} articles should be checked again (${site})`,
    opening: [
      ...(now.length ? ['It is time to check whether this is still right:', list(now)] : []),
      ...(soon.length ? ['This should be checked soon:', list(soon)] : []),
      ...(others ? [others === 1 ? 'And one more.' : `And ${others} more.`] : []),
    ],
    closing: [
      'Read it once more, change what is no longer right, have an expert approve it, and set the next date.',
      'We remind you of each date once before and once when it has come.',
    ],
  };
}
