import { expect, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { liveView } from '../../../../functions/console/live/live-view';
import type { RunNow } from '../../../../operations/runs/run-now';
import { createFakeClock } from '../../fakes';

const key = { pipeline: 'email-summary', run: '20261123-3f9a2c1b' };

/** A run that is watched, of which each read takes the next view, and whose end is a view that is not running. */
function watch(views: Partial<RunNow>[]) {
  const clock = createFakeClock();
  const response = new EventEmitter();
  const sent: { at: number; data: unknown; event?: string }[] = [];
  const reads: { at: number; hears: boolean }[] = [];
  let change = (_name: string): void => {};
  let isWatched = true;
  const begun = clock.now().getTime();
  const since = () => clock.now().getTime() - begun;
  const ended = liveView(
    key,
    {
      send: (data, event) => sent.push({ at: since(), data, ...(event && { event }) }),
      end: () => {},
      hasBegun: () => true,
    },
    response as never,
    {
      clock,
      changes: {
        watch(prefix, onChange) {
          expect(prefix).toBe('runs/email-summary/20261123-3f9a2c1b/');
          change = onChange;
          return () => (isWatched = false);
        },
      },
      watched: {
        async read(hears) {
          reads.push({ at: since(), hears });
          return (views.length > 1 ? views.shift() : views[0]) as RunNow;
        },
      },
    },
  );
  return { clock, response, sent, reads, ended, change: () => change('x'), isWatched: () => isWatched };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const running = (seconds: number): Partial<RunNow> => ({ status: 'running', seconds });

test('a change is told at once, what has not changed is not, and the end of the run ends it', async () => {
  const { sent, change, ended, isWatched } = watch([running(1), running(1), running(2), { status: 'deployed' }]);
  await settled();
  change();
  await settled();
  expect(sent).toHaveLength(1);
  change();
  await settled();
  change();
  await ended;
  expect(sent.map(({ data, event }) => event ?? (JSON.parse(data as string) as RunNow).status)).toEqual([
    'running',
    'running',
    'deployed',
    'end',
  ]);
  expect(isWatched()).toBe(false);
});

test('changes that come together are told together, no more often than every 100 milliseconds', async () => {
  const { reads, change, response, ended } = watch([running(1)]);
  await settled();
  for (let at = 0; at < 20; at++) change();
  await settled();
  expect(reads.map(({ at }) => at)).toEqual([0, 100]);
  response.emit('close');
  await ended;
});

test('the log is asked every five seconds, and not at each change', async () => {
  const { clock, reads, change, response, ended } = watch([running(1)]);
  await settled();
  change();
  await settled();
  await clock.advance(5_000);
  await settled();
  expect(reads.map(({ hears }) => hears)).toEqual([true, false, true]);
  response.emit('close');
  await ended;
});
