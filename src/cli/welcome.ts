import type { RunningHub } from '../app.js';
import { type DefaultQuery, defaultQueries } from '../http/explorer/default-queries.js';

/** The administrator as the person at the terminal is told of it. */
export interface AdminNote {
  readonly email: string;
  /** The password, or where it comes from. */
  readonly password: string;
}

const QUERIES = 3;

/** What a running hub says of itself: where it is, who may administer it, what to try, what is not as it should be. */
export async function welcome(hub: RunningHub, admin: AdminNote): Promise<string> {
  const address = (hub.config.publicUrl ?? hub.address).replace(/\/$/, '');
  const box = [
    ['GraphQL', `${address}/graphql`],
    ['Explorer', `${address}/explorer`],
    ['Admin', admin.email],
    ['Password', admin.password],
    ['Search', await searchState(hub)],
  ].map(([name, value]) => `│ ${name!.padEnd(9)} ${value}`);
  const notices = hub.database.notices.map((notice) => `! ${notice}`);
  if (hub.config.role === 'worker') {
    return `${['', `Hearth is running, for background work only. Its health: ${address}/readyz`, ...notices, 'Ctrl-C stops it.'].join('\n')}\n`;
  }
  return `${[
    '',
    '┌─ Hearth is running ─────────────────────────────────────────',
    ...box,
    '└─────────────────────────────────────────────────────────────',
    'Three queries to paste into the explorer:',
    ...defaultQueries.slice(0, QUERIES).flatMap((query) => ['', ...toPaste(query)]),
    '',
    ...notices,
    'Ctrl-C stops it.',
  ].join('\n')}\n`;
}

/** Which search engine works, and whether it does. */
async function searchState({ services, config }: RunningHub): Promise<string> {
  const { engine, reachable, reason } = await services.search.state();
  if (!reachable) return `does not answer until this is mended: ${reason}`;
  if (engine === 'meilisearch') return `Meilisearch at ${config.meili && new URL(config.meili.url).host}`;
  return 'built into the database (MEILI_URL and MEILI_KEY switch to Meilisearch)';
}

/** A query on one line: a terminal may break it where it likes, and it can still be copied as one. */
function toPaste({ title, query }: DefaultQuery): string[] {
  const lines = query.split('\n').map((line) => line.trim());
  const code = lines.filter((line) => !line.startsWith('#')).join(' ');
  return [`# ${title}`, code.replaceAll('( ', '(').replaceAll(' )', ')')];
}
