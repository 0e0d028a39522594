import { access, constants, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../config.js';
import { askHub, whyNotFree } from '../port.js';
import { type Finding, note, ok, wrong } from './finding.js';

const GIBIBYTE = 1024 ** 3;
/** With less, the database may be unable to write at any moment. */
const LEAST_GIBIBYTES = 0.25;
const ENOUGH_GIBIBYTES = 1;

export function checkNode(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return ok('Node', `version ${process.versions.node}`);
  if (major >= 22) return note('Node', `version ${process.versions.node} works; Hearth is tested with version 24`);
  return wrong('Node', `version ${process.versions.node} is too old: install Node 24 or newer from https://nodejs.org`);
}

/** Whether the data folder can be written to and has space. */
export async function checkDataFolder({ dataDirectory }: Config): Promise<Finding[]> {
  const existing = await nearestFolder(dataDirectory);
  const place = existing === dataDirectory ? dataDirectory : `${dataDirectory} (made at the first start)`;
  const findings: Finding[] = [];
  try {
    await access(existing, constants.W_OK | constants.X_OK);
    findings.push(ok('Data folder', `${place} can be written to`));
  } catch (error) {
    const reason = (error as Error).message;
    findings.push(
      wrong(
        'Data folder',
        `${place} cannot be written to (${reason}): start as its owner, or set HEARTH_DATA to another`,
      ),
    );
  }
  const { bavail, bsize } = await statfs(existing);
  const free = (bavail * bsize) / GIBIBYTE;
  const text = `${free.toFixed(1)} GiB free for the data folder`;
  if (free >= ENOUGH_GIBIBYTES) findings.push(ok('Disk', text));
  else if (free >= LEAST_GIBIBYTES) findings.push(note('Disk', `${text}: that is little, make room soon`));
  else findings.push(wrong('Disk', `${text}: make room now, or move the folder and set HEARTH_DATA`));
  return findings;
}

async function nearestFolder(path: string): Promise<string> {
  const exists = await access(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
  return exists || dirname(path) === path ? path : nearestFolder(dirname(path));
}

/** Whether the port is free for the hub, or a hub answers on it already. */
export async function checkPort({ host, port }: Config): Promise<{ finding: Finding; running: boolean }> {
  if (port === 0) return { finding: ok('Port', 'any free one, as PORT is 0'), running: false };
  const problem = await whyNotFree(host, port);
  if (problem === undefined) return { finding: ok('Port', `${port} is free`), running: false };
  if (problem !== 'EADDRINUSE') {
    const remedy = problem === 'EACCES' ? 'set PORT to a number from 1024' : 'check HOST and PORT';
    return {
      finding: wrong('Port', `Hearth cannot listen on ${host}:${port} (${problem}): ${remedy}`),
      running: false,
    };
  }
  const answer = await askHub(host, port);
  if (!answer) {
    const text = `${port} is in use by another program: stop it, or set PORT to another number`;
    return { finding: wrong('Port', text), running: false };
  }
  const failed = Object.entries(answer.checks).filter(([, state]) => state !== 'ok');
  const finding = failed.length
    ? wrong(
        'Port',
        `the hub on port ${port} is not ready: ${failed.map(([name, state]) => `${name} ${state}`).join(', ')}; see its log`,
      )
    : ok('Port', `a running hub answers on ${port}`);
  return { finding, running: true };
}
