import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestHub } from './hub.js';

/** A mail as its reader sees it. */
export interface ReadLetter {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The code in the text; empty when there is none. */
  readonly code: string;
}

/** A folder for what a hub keeps, in which it puts its mails. */
export async function mailFolder() {
  const directory = await mkdtemp(join(tmpdir(), 'hearth-mail-'));
  return { directory, remove: () => rm(directory, { recursive: true }) };
}

/** Has the hub send what it has to, and reads the letters to `to`, the oldest first. */
export async function lettersTo(hub: TestHub, to: string): Promise<ReadLetter[]> {
  await hub.settle();
  const folder = join(hub.config.dataDirectory, 'mail');
  const files = (await readdir(folder).catch(() => [])).sort();
  const letters = await Promise.all(files.map(async (file) => readLetter(await readFile(join(folder, file), 'utf8'))));
  return letters.filter((letter) => letter.to === to);
}

/** The newest letter to `to`. */
export async function letterTo(hub: TestHub, to: string): Promise<ReadLetter> {
  const newest = (await lettersTo(hub, to)).at(-1);
  if (!newest) throw new Error(`There is no letter to ${to}.`);
  return newest;
}

function readLetter(raw: string): ReadLetter {
  const { headers, body } = split(raw);
  const boundary = /boundary="([^"]+)"/.exec(headers['content-type']!)![1]!;
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.replace(/^\r\n/, '')));
  const content = (type: string) => {
    const part = parts.find(({ headers }) => headers['content-type']!.startsWith(type))!;
    return decode(part.headers['content-transfer-encoding'] ?? '7bit', part.body).replaceAll('\r\n', '\n');
  };
  const text = content('text/plain');
  return {
    from: words(headers.from!),
    to: headers.to!,
    subject: words(headers.subject!),
    text,
    html: content('text/html'),
    code: /^[A-Za-z0-9]{24,}$/m.exec(text)?.[0] ?? '',
  };
}

function split(raw: string): { headers: Record<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 2),
  ]);
  return { headers: Object.fromEntries(headers), body: raw.slice(end + 4) };
}

function decode(encoding: string, body: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding === 'quoted-printable') return unquote(body.replaceAll('=\r\n', ''));
  return body;
}

function unquote(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/g, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** A header as RFC 2047 has it. */
function words(header: string): string {
  const joined = header.replaceAll(/\?= =\?/g, '?==?');
  return joined.replaceAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_all, kind: string, text: string) =>
    kind.toUpperCase() === 'B' ? Buffer.from(text, 'base64').toString() : unquote(text.replaceAll('_', ' ')),
  );
}
