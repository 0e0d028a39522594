import { type BothFigures, type Figures, type Result, ratioOf } from './result.js';

/** Of the floor's requests per second; W7 has less to do for each. */
const LEAST_RATIO = (workload: string) => (workload === 'W7' ? 0.7 : 0.6);
const MOST_STATEMENTS = 3;
/** Less than this of the speed of early pages is slower than chance explains. */
const AS_FAST = 0.85;

const HEADINGS = ['', '', 'requests/s', 'ratio', 'p50 ms', 'p99 ms', 'SQL', 'CPU ms, server + PostgreSQL'];
/** Texts stand to the left, figures to the right. */
const TEXT_COLUMNS = 2;

/** The result as a table for a terminal, with the targets met and missed in its last line. */
export function report(result: Result): string {
  const start = { hub: result.startMs.hub / 1000, floor: result.startMs.floor / 1000 };
  return [
    `Node ${result.node}, PostgreSQL ${result.postgres}, ${result.processors}; data set of scale ${result.scale}. Each pair is hub / floor.`,
    '',
    ...table([HEADINGS, ...result.workloads.map(({ name, title, figures }) => row(name, title, figures))]),
    '',
    ...(result.residentMb ? [`Memory after load, MB: ${pair(result.residentMb, 0)}`] : []),
    `Start to the first right answer, s: ${pair(start, 2)}`,
    targets(result),
  ].join('\n');
}

function row(name: string, title: string, figures: BothFigures): string[] {
  const each = (of: (figures: Figures) => number, digits: number) =>
    pair({ hub: of(figures.hub), floor: of(figures.floor) }, digits);
  return [
    name,
    title,
    each((one) => one.requestsPerSecond, 0),
    ratioOf(figures).toFixed(2),
    each((one) => one.p50, 1),
    each((one) => one.p99, 1),
    each((one) => one.statementsPerRequest, 1),
    `${processor(figures.hub)} / ${processor(figures.floor)}`,
  ];
}

function processor({ serverMs, postgresMs }: Figures): string {
  return serverMs === null || postgresMs === null ? '-' : `${serverMs.toFixed(2)} + ${postgresMs.toFixed(2)}`;
}

function pair({ hub, floor }: { hub: number; floor: number }, digits: number): string {
  return `${hub.toFixed(digits)} / ${floor.toFixed(digits)}`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
  return rows.map((cells) =>
    cells
      .map((cell, column) => (column < TEXT_COLUMNS ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
}

function targets({ workloads }: Result): string {
  const compared = workloads.filter(({ name }) => /^W\d$/.test(name));
  const slow = compared.filter(({ name, figures }) => ratioOf(figures) < LEAST_RATIO(name)).map(({ name }) => name);
  const talkative = compared
    .filter(({ figures }) => figures.hub.statementsPerRequest > MOST_STATEMENTS + 0.05)
    .map(({ name }) => name);
  const speed = (name: string) => workloads.find((one) => one.name === name)?.figures.hub.requestsPerSecond;
  const [deep, early] = [speed('W5'), speed('W5 early')];
  const said = [
    `ratio at least 0.6, of W7 0.7: ${verdict(slow)}`,
    `at most ${MOST_STATEMENTS} statements: ${verdict(talkative)}`,
    ...(deep && early ? [`W5 as fast as the first pages: ${verdict(deep < AS_FAST * early ? ['W5'] : [])}`] : []),
  ];
  return `Targets: ${said.join('; ')}`;
}

function verdict(misses: readonly string[]): string {
  return misses.length === 0 ? 'met' : `missed by ${misses.join(', ')}`;
}
