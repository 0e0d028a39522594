import type { Config } from '../../config.js';
import { type Finding, note, ok, wrong } from '../../services/health/finding.js';
import { askHub, whyNotFree } from '../port.js';

export function checkNode(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return ok('Node', `version ${process.versions.node}`);
  if (major >= 22) return note('Node', `version ${process.versions.node} works; Hearth is tested with version 24`);
  return wrong('Node', `version ${process.versions.node} is too old: install Node 24 or newer from https://nodejs.org`);
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
