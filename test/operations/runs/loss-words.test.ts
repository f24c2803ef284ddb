import { expect, test } from '@jest/globals';
import { lossWords } from '../../../operations/runs/loss-words';

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
