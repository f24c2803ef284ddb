import { expect, test } from '@jest/globals';
import { halvingFigures } from '../../../bench/tuning/halving';

test('on real learning curves halving finds as good a candidate as tuning all in full, for a third of the epochs', async () => {
  const figures = await halvingFigures();
  const valueOf = (wanted: string) => figures.find(({ name }) => name === wanted)!.value;
  expect(figures.filter(({ problem }) => problem !== undefined)).toEqual([]);
  expect(valueOf('epochs by halving') * 3).toBe(valueOf('epochs of 27 candidates, all in full'));
  expect(valueOf('halving')).toBeGreaterThan(valueOf('as many epochs on candidates drawn at random'));
});
