import { describe, expect, test } from '@jest/globals';
import { describeProblem, summary } from '../src/cli/import-summary.js';
import { Progress } from '../src/cli/progress.js';
import { ImportReport } from '../src/import/report.js';
import { makeLog } from '../src/log.js';

/** Everything that was written to a stream. */
function recorder(isTTY: boolean) {
  const stream = {
    isTTY,
    text: '',
    write(chunk: string | Uint8Array) {
      stream.text += chunk;
      return true;
    },
  };
  return stream;
}

describe('the log', () => {
  test('is one JSON object a line, without secrets', () => {
    const out = recorder(false);
    const log = makeLog('info', out, false);
    log.info({ password: 'p1', request: { headers: { authorization: 'Bearer p2' }, token: 'p3' } }, 'Hello');
    log.error({ error: new Error('cannot reach postgres://hearth:p4@db/hearth') }, 'Failed');
    log.debug('not at this level');
    const lines = out.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { level: 'info', msg: 'Hello', password: '[hidden]' },
      { level: 'error', msg: 'Failed', error: { message: 'cannot reach postgres://[hidden]@db/hearth' } },
    ]);
    expect(out.text).not.toMatch(/p[1234]/);
  });

  test('is short lines for a person', () => {
    const out = recorder(true);
    makeLog('info', out, true).warn({ error: 'broken pipe', tries: 2 }, 'A connection broke');
    expect(out.text).toMatch(/^\d\d:\d\d:\d\d \S*warn \S+ A connection broke \(tries=2, error=broken pipe\)\n$/);
  });
});

describe('progress', () => {
  test('is a bar on a terminal, which goes away', () => {
    const out = recorder(true);
    let now = 0;
    const progress = new Progress('Work', out, () => now);
    progress.report(1, 4);
    expect(out.text).toBe('');
    now = 200;
    progress.report(2, 4);
    expect(out.text).toMatch(/Work █{15}░{15} 50 %$/);
    progress.end();
    expect(out.text.endsWith('\r\u001b[K')).toBe(true);
  });

  test('is a line every few seconds elsewhere', () => {
    const out = recorder(false);
    let now = 0;
    const progress = new Progress('Work', out, () => now);
    for (; now <= 12_000; now += 100) progress.report(now, 24_000);
    progress.end();
    expect(out.text).toBe('Work: 20 %\nWork: 41 %\n');
  });
});

describe('the summary of an import', () => {
  test('counts by table in columns and says what was done', () => {
    const report = new ImportReport();
    Object.assign(report.table('services.csv'), { read: 430, imported: 429, refused: 1 });
    Object.assign(report.table('phones.csv'), { read: 9, imported: 9 });
    report.outcomes.created = 33;
    report.adjusted({ file: 'phones.csv', row: 3, column: 'number', value: '12' }, 'Too short.');
    expect(summary(report).split('\n')).toEqual([
      '              read  imported  refused',
      'services.csv   430       429        1',
      'phones.csv       9         9        0',
      '33 created, 0 updated, 0 as before; 1 values adjusted',
    ]);
    expect(describeProblem(report.problems[0]!)).toBe('adjusted phones.csv:3:number: Too short. ("12")');
  });
});
