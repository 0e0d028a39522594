import { filesIn } from '../folder.js';
import { ImportReport } from '../report.js';
import type { SeedTarget } from '../target.js';
import { articleDraft, partnerDraft, resourceDraft, storyDraft } from './drafts.js';
import * as formats from './formats.js';
import { SeedImport } from './seed-import.js';

/**
 * Takes over the seed content in `folder`: topics, pictures, experts, members, spaces, entries and threads. The hub knows it by
 * the names of the files, so that doing it again, or after an interruption, changes only what differs.
 * @param password of all accounts; each gets a random one of its own when absent, and so nobody can sign in to it
 * @returns the report, which also names all mistakes with file and line; what is without mistakes is taken
 * @throws ImportMistake when the folder is not there
 */
export async function importSeeds(
  folder: string,
  target: SeedTarget,
  report: ImportReport = new ImportReport(),
  { password }: { password?: string } = {},
): Promise<ImportReport> {
  const [articles, resources, stories, partners, threads] = await Promise.all(
    ['articles', 'resources', 'stories', 'partners', 'threads'].map((inner) => filesIn(folder, '.yaml', inner)),
  );
  const lists = 5;
  const seeds = new SeedImport(
    folder,
    target,
    report,
    lists + [articles, resources, stories, partners, threads].reduce((sum, files) => sum + files!.length, 0),
  );
  await seeds.members(password);
  await seeds.topics();
  await seeds.pictures();
  await seeds.experts();
  await seeds.spaces();
  await seeds.entries(articles!, 'EXPERT_ARTICLE', formats.articleFile, articleDraft);
  await seeds.entries(resources!, 'RESOURCE', formats.resourceFile, resourceDraft);
  await seeds.entries(stories!, 'SUCCESS_STORY', formats.storyFile, storyDraft);
  await seeds.entries(partners!, 'PARTNER_ORGANIZATION', formats.partnerFile, partnerDraft);
  await seeds.threads(threads!);
  return report;
}
