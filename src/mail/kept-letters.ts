import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Letters in the folder of a hub without a mail server. */
export class KeptLetters {
  constructor(private readonly folder: string) {}

  /** Names of the files that mention any of these words; a name also stands in letters to others. */
  async mentioning(words: readonly string[]): Promise<string[]> {
    const files = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      // Nothing has been written yet.
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const mentions = wholeWords(words);
    const found: string[] = [];
    for (const file of files.filter((name) => name.endsWith('.eml'))) {
      if (mentions.test(readable(await readFile(join(this.folder, file), 'utf8')))) found.push(file);
    }
    return found;
  }

  /** Nothing happens where there is no such file. */
  async remove(files: readonly string[]): Promise<void> {
    for (const file of files) await rm(join(this.folder, file), { force: true });
  }
}

/** Not within other words: `ann@test.example` is not meant where `joann@test.example` stands. */
function wholeWords(words: readonly string[]): RegExp {
  const any = words.map((word) => word.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
  return new RegExp(`(?<![\\p{L}\\p{N}.+_-])(?:${any})(?![\\p{L}\\p{N}_-])`, 'iu');
}

/** The file as it is, and its parts as people read them, in whichever of the two ways of mails they are written down. */
function readable(raw: string): string {
  const unquoted = raw
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString());
  const decoded = raw.replaceAll(/(?:^[A-Za-z0-9+/]{60,}\r?\n)*^[A-Za-z0-9+/]+={0,2}\r?$/gm, (lines) =>
    Buffer.from(lines, 'base64').toString(),
  );
  return [raw, unquoted, decoded].join('\n');
}
