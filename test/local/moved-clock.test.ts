import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { movedClock } from '../../local/clock';

const moved = resolve(__dirname, '../../local/moved-clock.js');
const century = 100 * 365 * 24 * 60 * 60 * 1000;

/** What an expression is in a process whose clock is ahead by so many milliseconds. */
const evaluate = (expression: string, offset: number): Promise<unknown> =>
  new Promise((answer, fail) => {
    const env = { ...process.env, LANDFALL_CLOCK_OFFSET: String(offset) };
    const code = `console.log(JSON.stringify(${expression}))`;
    execFile(process.execPath, ['--require', moved, '--eval', code], { env }, (error, stdout) =>
      error ? fail(error) : answer(JSON.parse(stdout)),
    );
  });

test('every way to ask a process for the time gives the moved one', async () => {
  const code = `[
    Date.now(), new Date().getTime(), Date.parse(Date()), new (new Date(0)).constructor().getTime(),
    new (class extends Date {})().getTime(),
  ]`;
  const before = Math.floor(Date.now() / 1000) * 1000 + century;
  const times = (await evaluate(code, century)) as number[];
  for (const time of times) {
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now() + century);
  }
});

test('a date that is named stays, and dates that Node makes are dates', async () => {
  const code = `[
    new Date('2026-11-28').toISOString(), new Date(2026, 0).getFullYear(), Date.UTC(2026, 0), new Date(5).getTime(),
    require('node:fs').statSync('.').mtime instanceof Date, new Date() instanceof Date, Date.name,
  ]`;
  expect(await evaluate(code, century)).toEqual([
    '2026-11-28T00:00:00.000Z',
    2026,
    Date.UTC(2026, 0),
    5,
    true,
    true,
    'Date',
  ]);
});

test('without an offset nothing is touched', async () => {
  expect(await evaluate('[String(Date), Date.prototype.constructor === Date]', 0)).toEqual([String(Date), true]);
});

test("the local cloud's own clock is ahead, and its timers are the system's", async () => {
  const clock = movedClock(century);
  expect(clock.now()).toBeGreaterThanOrEqual(Date.now() + century - 1000);
  await new Promise<void>((fire) => clock.after(0, fire));
});
