import { describe, expect, test } from '@jest/globals';
import { bestCheckpoint, checkpointInWords } from '../../core/checkpoints';

const checkpoints = [100, 200, 300].map((step, index) => ({ step, epoch: index + 1, endpoint: `e/${index + 1}` }));
const curve = (...points: [step: number, loss: number][]) => points.map(([step, loss]) => ({ step, loss }));

describe('the best checkpoint', () => {
  test.each<[string, [number, number][], number, number | undefined]>([
    ['has the lowest loss', [[100, 0.9], [200, 0.5], [300, 0.7]], 2, 0.5],
    ['is the earlier of two with the same', [[100, 0.5], [200, 0.5], [300, 0.7]], 1, 0.5],
    ['goes by the last loss before it', [[90, 0.1], [99, 0.9], [190, 0.8], [300, 0.85]], 2, 0.8],
    ['is not one whose loss nobody measured', [[300, 0.7]], 3, 0.7],
    ['has no loss that is measured after the last', [[100, 0.9], [301, 0.1]], 1, 0.9],
    ['is the last where no loss is known', [], 3, undefined],
  ])('%s', (_, points, place, loss) => {
    expect(bestCheckpoint(checkpoints.toReversed(), curve(...points))).toEqual({
      ...checkpoints[place - 1],
      place,
      of: 3,
      ...(loss !== undefined && { loss }),
    });
  }); // prettier-ignore

  test('is none of none', () => expect(bestCheckpoint([], curve([1, 1]))).toBeUndefined());

  test.each([
    [{ place: 2, of: 3, loss: 0.5 }, 'checkpoint 2 of 3, by validation loss 0.50'],
    [{ place: 3, of: 3 }, 'checkpoint 3 of 3, the last: no validation loss is known'],
  ])('is told in words', (chosen, words) => expect(checkpointInWords(chosen)).toBe(words));
});
