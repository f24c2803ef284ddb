import { describe, expect, test } from '@jest/globals';
import { chanceFrom } from '../../../bench/gate/models';
import { drawnShare, freshExposure, observe, type Exposure } from '../../../core/canary/evidence';
import { answersUntilPass } from '../../../core/canary/forecast';
import { judgeCanary } from '../../../core/canary/judge';

const seen = (from: number, to: number, canary: [number, number], control: [number, number]): Exposure => ({
  from,
  to,
  canary: { asked: canary[0], bad: canary[1] },
  control: { asked: control[0], bad: control[1] },
});

describe('the forecast of a step', () => {
  test.each<[string, Exposure, number | undefined]>([
    ['nothing has been asked', freshExposure(0, 0.1), 77],
    ['nothing was bad', seen(0, 0.1, [40, 0], [360, 0]), 77],
    ['2 % are bad', seen(0, 0.1, [50, 1], [450, 9]), 164],
    ['10 % are bad', seen(0.1, 0.5, [50, 5], [60, 6]), 899],
    ['it would pass already', seen(0, 0.1, [400, 8], [3600, 72]), 400],
    ['everything is bad', seen(0, 0.1, [20, 20], [180, 180]), undefined],
  ])('where %s', (_, step, answers) => expect(answersUntilPass(step)).toBe(answers));

  test.each([0.02, 0.05])(
    'is long enough for two healthy canaries of three, where %d of the answers are bad',
    (rate) => {
      const random = chanceFrom(`forecast ${rate}`);
      const likely = { asked: 1e-6, bad: rate * 1e-6 };
      const forecast = answersUntilPass({ from: 0, to: 0.5, canary: likely, control: likely })!;
      const taken = Array.from({ length: 200 }, () => {
        let steps = [freshExposure(0, 0.5)];
        while (judgeCanary(steps).decision === 'hold')
          steps = observe(steps, random() < drawnShare(steps[0]!) ? 'canary' : 'control', random() < rate);
        return steps[0]!.canary.asked;
      });
      const inTime = taken.filter((answers) => answers <= forecast).length / taken.length;
      expect(inTime).toBeGreaterThan(0.55);
      expect(inTime).toBeLessThan(0.75);
    },
  );
});
