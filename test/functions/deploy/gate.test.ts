import { describe, expect, test } from '@jest/globals';
import { chooseChampion } from '../../../functions/deploy/gate';
import type { Production } from '../../../schemas/generated/types';
import production from '../../../schemas/examples/production.json';

const gate = { metric: 'rougeL', minimum: 0.3, minimumGain: 0.05 } as const;
const candidate = (id: string) => ({
  id,
  base: 'b',
  endpoint: `e/${id}`,
  model: `m/${id}`,
  checkpointEndpoints: [`e/${id}-1`],
});
const scores = (values: Record<string, number>) => ({
  metrics: Object.fromEntries(Object.entries(values).map(([name, rougeL]) => [name, { rougeL }])) as never,
  candidates: Object.keys(values)
    .filter((name) => name !== 'base' && name !== 'production')
    .map(candidate),
  ...('production' in values && { production: production.run }),
});
const deployed = (rougeL: number): Production => ({ ...production, metrics: { rougeL } });

const moreData =
  'give it more examples, or another base model; deployment.gate.minimum of pipeline.yaml says what is good enough';
const lessGain =
  'deployment.gate.minimumGain of pipeline.yaml says how much better a candidate must be: with 0, one that is as good is deployed too';

describe('the gate', () => {
  test.each<[string, Record<string, number>, Production | undefined, ReturnType<typeof chooseChampion>]>([
    ['takes the best that passes', { base: 0.1, a: 0.5, b: 0.6 }, undefined, { champion: 'b' }],
    ['takes the first of equals', { base: 0.1, a: 0.5, b: 0.5 }, undefined, { champion: 'a' }],
    ['lets exactly the minimum and the gain pass', { base: 0.25, a: 0.3 }, undefined, { champion: 'a' }],
    ['lets a gain pass that reaches the most there is', { base: 0.95, a: 1 }, undefined, { champion: 'a' }],
    [
      'refuses what is under the minimum',
      { base: 0.1, a: 0.29 },
      undefined,
      { reasons: ["a: rougeL 0.29 is under the gate's minimum of 0.3"], fix: moreData },
    ],
    [
      'refuses what hardly beats the base',
      { base: 0.5, a: 0.52 },
      undefined,
      {
        reasons: ['a: rougeL 0.52 against 0.5 of the base is a gain of 0.02; the gate asks for a gain of 0.05'],
        fix: lessGain,
      },
    ],
    [
      'refuses what hardly beats production on the same examples, whatever production scored before',
      { base: 0.1, production: 0.6, a: 0.6 },
      deployed(0.2),
      {
        reasons: ['a: rougeL 0.6 against 0.6 of production is no gain; the gate asks for a gain of 0.05'],
        fix: lessGain,
      },
    ],
    [
      'holds production to its own record when it was not measured again',
      { base: 0.1, a: 0.55 },
      deployed(0.59),
      {
        reasons: ['a: rougeL 0.55 against 0.59 of production is worse by 0.04; the gate asks for a gain of 0.05'],
        fix: lessGain,
      },
    ],
    [
      'names a gain that nothing can reach, and what could be asked for',
      { base: 0.1, production: 0.97, a: 1 },
      deployed(0.97),
      {
        reasons: [
          'a: rougeL 1 against 0.97 of production: the gate asks for a gain of 0.05 over it, which no model can reach, as 1 is the most there is',
        ],
        fix: 'set deployment.gate.minimumGain of pipeline.yaml to 0.03 or less; with 0, a model that is as good is deployed too',
      },
    ],
    [
      'says how the corrections of a perfect model come into production, once for all candidates',
      { base: 0.1, production: 1, a: 1, b: 1 },
      deployed(1),
      {
        reasons: ['a', 'b'].map(
          (id) =>
            `${id}: rougeL 1 against 1 of production: the gate asks for a gain of 0.05 over it, which no model can reach, as 1 is the most there is`,
        ),
        fix: 'set deployment.gate.minimumGain of pipeline.yaml to 0: a model that is as good is deployed too',
      },
    ],
    ['has a reason when there is nobody', { base: 0.1 }, undefined, { reasons: ['there is no tuned candidate'] }],
  ])('%s', (_, values, current, verdict) => {
    expect(chooseChampion(scores(values), current, gate)).toEqual(verdict);
  });

  test('does not hold a model to what the one before it scored, when another run was deployed since', () => {
    const evaluated = { ...scores({ base: 0.1, production: 0.3, a: 0.5 }), production: '20261101-00000000' };
    expect(chooseChampion(evaluated, deployed(0.6), gate)).toEqual({
      reasons: ['a: rougeL 0.5 against 0.6 of production is worse by 0.1; the gate asks for a gain of 0.05'],
      fix: lessGain,
    });
  });

  test('tells a candidate that was not measured from one that is worse', () => {
    const { metrics } = scores({ base: 0.1 });
    expect(chooseChampion({ metrics, candidates: [candidate('a')] }, undefined, gate)).toEqual({
      reasons: ['a was not measured on rougeL'],
    });
  });

  test('takes no candidate that could not be measured, and says why', () => {
    const unmeasured = { a: 'a gave no text for 6 of 50 examples' };
    const evaluated = { ...scores({ base: 0.1, b: 0.5 }), unmeasured };
    const candidates = [candidate('a'), candidate('b')];
    expect(chooseChampion({ ...evaluated, candidates }, undefined, gate)).toEqual({ champion: 'b' });
    expect(chooseChampion({ ...evaluated, candidates: [candidate('a')] }, undefined, gate)).toEqual({
      reasons: ['a gave no text for 6 of 50 examples'],
    });
  });
});
