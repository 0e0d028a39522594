import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const SHOWN = 30;

/** What this needs of V8's format. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Where the profile in the folder is, and in which functions the time was spent. */
export async function summarise(folder: string): Promise<string> {
  const [name] = (await readdir(folder)).filter((file) => file.endsWith('.cpuprofile'));
  const path = join(folder, name!);
  const { nodes, samples, timeDeltas } = JSON.parse(await readFile(path, 'utf8')) as Profile;
  const labels = new Map(nodes.map(({ id, callFrame }) => [id, label(callFrame)]));
  const times = new Map<string, number>();
  for (const [i, id] of samples.entries()) {
    const function_ = labels.get(id)!;
    if (function_ !== '(idle)') times.set(function_, (times.get(function_) ?? 0) + timeDeltas[i]!);
  }
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
  const top = [...times].sort((a, b) => b[1] - a[1]).slice(0, SHOWN);
  return [
    `Profile of the hub: ${path} (open it in the developer tools of a browser)`,
    'Its own time, in % of the time it was busy:',
    ...top.map(([function_, time]) => `${((100 * time) / busy).toFixed(1).padStart(6)}  ${function_}`),
  ].join('\n');
}

function label({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const file = url.replace(/^.*\/(node_modules|dist[^/]*)\//, '');
  return `${functionName || '(anonymous)'}${file ? `  ${file}:${lineNumber + 1}` : ''}`;
}
