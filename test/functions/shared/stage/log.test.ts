import { describe, expect, test } from '@jest/globals';
import { createLog } from '../../../../functions/shared/stage/log';
import { createFakeClock } from '../../fakes';

describe('the log', () => {
  test('writes one JSON object a line, with the fields it carries', () => {
    const lines: string[] = [];
    createLog({ stage: 'tune' }, createFakeClock(), (line) => lines.push(line))
      .with({ run: 'r' })
      .warning('slow', { job: 'j' });
    expect(lines).toEqual([
      '{"severity":"WARNING","message":"slow","time":"2026-11-23T10:00:00.000Z","stage":"tune","run":"r","job":"j"}\n',
    ]);
  });

  test('tells progress twice a second at most, never leaves out the end, and estimates the time left', async () => {
    const clock = createFakeClock();
    const lines: { progress: object }[] = [];
    const log = createLog({}, clock, (line) => lines.push(JSON.parse(line) as { progress: object }));
    for (let done = 0; done <= 10; done++) {
      log.progress('rows', { done, total: 10, unit: 'rows' });
      await clock.advance(200);
    }
    expect(lines.map(({ progress }) => progress)).toEqual([
      { done: 0, total: 10, unit: 'rows' },
      { done: 3, total: 10, unit: 'rows', secondsLeft: 1 },
      { done: 6, total: 10, unit: 'rows', secondsLeft: 1 },
      { done: 9, total: 10, unit: 'rows', secondsLeft: 0 },
      { done: 10, total: 10, unit: 'rows', secondsLeft: 0 },
    ]);
  });
});
