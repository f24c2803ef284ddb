import { expect, test } from '@jest/globals';
import { curvesHtml, lossWords, ticks } from '../../../cli/render/loss-curves';

const curve = (...losses: number[]) => losses.map((loss, at) => ({ step: (at + 1) * 100, loss }));

test.each([
  [
    curve(2.1, 0.4),
    curve(0.8, 0.55, 0.61),
    'training 2.10 at step 100, 0.40 at step 200; validation 0.55 at its lowest, at step 200, 0.61 at the end',
  ],
  [
    curve(2.1, 0.4),
    curve(0.8, 0.5),
    'training 2.10 at step 100, 0.40 at step 200; validation 0.50 at step 200, its lowest',
  ],
  [curve(2.1), [], 'training 2.10 at step 100; no validation split'],
])('losses are told by where they began, where they ended, and the lowest', (training, validation, told) =>
  expect(lossWords({ training, validation })).toBe(told),
);

test('losses are told with the checkpoint that they have chosen', () => {
  const losses = { training: curve(2.1), validation: curve(0.8) };
  expect(lossWords(losses, { place: 1, of: 3, loss: 0.8 })).toBe(
    'training 2.10 at step 100; validation 0.80 at step 100, its lowest; asked at checkpoint 1 of 3, by validation loss 0.80',
  );
});

test.each([
  [2.5, [0, 0.5, 1, 1.5, 2, 2.5]],
  [402, [0, 100, 200, 300, 400, 500]],
  [0.09, [0, 0.02, 0.04, 0.06, 0.08, 0.1]],
  [6, [0, 1, 2, 3, 4, 5, 6]],
  [0, [0, 0.2]],
])('ticks up to %p are round and nothing passes the last', (most, expected) => expect(ticks(most)).toEqual(expected));

test('each candidate has its curves drawn, every point within the picture, or the reason why there are none', () => {
  const html = curvesHtml([
    { id: 'lora-8', base: 'b', state: 'succeeded', losses: { training: curve(3, 2, 1), validation: curve(2.5, 1.5) } },
    { id: 'lora-16', base: 'b', state: 'succeeded', lossesUnknown: '<403>' },
    { id: 'lora-4', base: 'b', state: 'failed' },
  ]);
  expect(html.match(/<polyline class="training" points="([^"]*)"/)![1]!.split(' ')).toHaveLength(3);
  expect(html.match(/class="dot"/g)).toHaveLength(2);
  for (const [, x, y] of html.matchAll(/([\d.]+),([\d.]+)/g)) {
    expect(Number(x)).toBeLessThanOrEqual(520);
    expect(Number(y)).toBeLessThanOrEqual(200);
  }
  expect(html).toContain('lora-16: not known: &lt;403&gt;');
  expect(html).not.toContain('lora-4');
});
