import { describe, expect, test } from '@jest/globals';
import { chooseChampion } from '../../../functions/deploy/gate';
import type { Comparison, Measurements, PipelineSpec, Production } from '../../../schemas/generated/types';
import production from '../../../schemas/examples/production.json';
import { usualGate } from '../../usual-gate';

type Gate = PipelineSpec['deployment']['gate'];
const gate = usualGate({ metric: 'rougeL', minimum: 0.3 });
const candidate = (id: string) => ({ id, base: 'b', endpoint: `e/${id}`, model: `m/${id}` });
const compared = (id: string, rival: string, verdict: Comparison['verdict']): Comparison => ({
  metric: 'rougeL',
  candidate: id,
  rival,
  verdict,
  reasons: ['for a reason'],
  method: 'none',
  n: 0,
});

/** Candidates with their scores and what each rival's comparison with them came to. */
const evaluated = (
  candidates: Record<string, { score?: number } & Record<string, Comparison['verdict'] | number>>,
) => ({
  run: '20261123-3f9a2c1b',
  metrics: {
    base: { rougeL: 0.1 },
    ...Object.fromEntries(
      Object.entries(candidates).flatMap(([id, { score }]) => (score === undefined ? [] : [[id, { rougeL: score }]])),
    ),
  } as never,
  candidates: Object.keys(candidates).map(candidate),
  comparisons: Object.entries(candidates).flatMap(([id, { score: _score, ...rivals }]) =>
    Object.entries(rivals).map(([rival, verdict]) => compared(id, rival, verdict as Comparison['verdict'])),
  ),
});

describe('the gate', () => {
  test('takes the best of those that are better than every rival', () => {
    const a = { score: 0.5, base: 'better', 'naive:nearest': 'better' } as const;
    const b = { score: 0.6, base: 'better', 'naive:nearest': 'better' } as const;
    const c = { score: 0.7, base: 'better', 'naive:nearest': 'no difference' } as const;
    expect(chooseChampion(evaluated({ a, b, c }), undefined, gate)).toEqual({ champion: 'b' });
    expect(chooseChampion(evaluated({ a, b: { ...b, score: 0.5 } }), undefined, gate)).toEqual({ champion: 'a' });
  });

  test.each<[Comparison['verdict'], Gate['promote'][]]>([
    ['better', ['better', 'notWorse', 'unlessWorse']],
    ['no difference', ['notWorse', 'unlessWorse']],
    ['not measurable', ['unlessWorse']],
    ['worse', []],
  ])('lets %s pass where it promotes %j', (verdict, promoting) => {
    const found = evaluated({ a: { score: 0.5, base: 'better', production: verdict } });
    for (const promote of ['better', 'notWorse', 'unlessWorse'] as const)
      expect('champion' in chooseChampion(found, undefined, { ...gate, promote })).toBe(promoting.includes(promote));
  });

  describe('with slices', () => {
    const slice = (pValue: number): Comparison => ({
      ...compared('a', 'production', 'worse'),
      slice: 'channel = chat',
      method: 'sign test',
      n: 60,
      means: { candidate: 0.6, rival: 0.8 },
      difference: -0.2,
      interval: [-0.31, -0.09],
      confidence: 0.95,
      worseByMore: { by: 0.05, pValue, level: 0.0125 },
    });
    const judged = (pValue: number) =>
      chooseChampion({ ...evaluated({ a: { score: 0.5, base: 'better' } }), slices: [slice(pValue)] }, undefined, gate);

    test('refuses what is shown to be worse on one by more than it takes', () => {
      expect(judged(0.001)).toMatchObject({
        reasons: [
          'a is worse than production on channel = chat by more than 5 points: rougeL 0.6 against 0.8, -20 points (95 % interval -31 to -9) on 60 examples. A candidate worse by just 5 points would look as bad in 0.1 % of runs, and 1.25 % is allowed.',
        ],
      });
    });

    test('lets pass what is not shown to be', () => {
      expect(judged(0.02)).toEqual({ champion: 'a' });
    });
  });

  describe('with a maximum', () => {
    const found = evaluated({ a: { score: 0.5, base: 'better' } });
    const judged = (maximum: Gate['maximum'], measurements: Measurements) =>
      chooseChampion({ ...found, measurements: { a: measurements } }, undefined, { ...gate, maximum });

    test('refuses what is shown to lie above it, with the numbers', () => {
      const blocked = { value: 9 / 200, atLeast: 0.0208, atMost: 0.0837 };
      expect(judged({ blocked: 0.02 }, { blocked })).toEqual({
        reasons: ["a: blocked 4.5 %, of which the 95 % interval begins at 2.1 %, is over the gate's maximum of 2 %"],
        fix: expect.stringContaining('deployment.gate.maximum.blocked'),
      });
      const pricePer1000 = { value: 0.31, atLeast: 0.29, atMost: 0.33, unit: 'USD' };
      expect(judged({ pricePer1000: 0.2 }, { pricePer1000 })).toMatchObject({
        reasons: [expect.stringContaining('price per 1,000 $0.31')],
      });
    });

    test('lets pass what may as well lie at it', () => {
      const blocked = { value: 6 / 200, atLeast: 0.0111, atMost: 0.0642 };
      expect(judged({ blocked: 0.02 }, { blocked })).toEqual({ champion: 'a' });
    });

    test('refuses what was not measured', () => {
      expect(judged({ latencySeconds: 2 }, {})).toMatchObject({
        reasons: ['a: seconds, p95 was not measured, and the gate has a maximum for it'],
      });
    });
  });

  test.each<[string, ReturnType<typeof evaluated>, string, RegExp]>([
    [
      'what is under the minimum',
      evaluated({ a: { score: 0.29, base: 'better' } }),
      "a: rougeL 0.29 is under the gate's minimum of 0.3",
      /more examples/,
    ],
    [
      'what is no better than answers without a model',
      evaluated({ a: { score: 0.9, base: 'better', 'naive:nearest': 'no difference' } }),
      "No difference was found between a and the nearest training example's answer (naive): for a reason.",
      /take no model/,
    ],
    [
      'what is as good as production',
      evaluated({ a: { score: 0.9, base: 'better', production: 'no difference' } }),
      'No difference was found between a and production: for a reason.',
      /promote: notWorse/,
    ],
    [
      'what is worse than production',
      evaluated({ a: { score: 0.9, base: 'better', production: 'worse' } }),
      'a is worse than production: for a reason.',
      /that it lost: npx landfall report 20261123-3f9a2c1b$/,
    ],
    [
      'what could not be compared with production',
      evaluated({ a: { score: 0.9, base: 'better', production: 'not measurable' } }),
      'Whether a is better than production is not measurable: for a reason.',
      /against: \[base, naive\]/,
    ],
    [
      'what was compared with nothing',
      evaluated({ a: { score: 0.9 } }),
      'a was compared with nothing',
      /drop the batch again/,
    ],
  ])('refuses %s, and says what to do', (_, found, reason, fix) => {
    expect(chooseChampion(found, undefined, gate)).toEqual({ reasons: [reason], fix: expect.stringMatching(fix) });
  });

  test('lets the first model pass where production alone is asked for, and there is none', () => {
    const found = evaluated({ a: { score: 0.5 } });
    const alone: Gate = { ...gate, against: ['production'] };
    expect(chooseChampion(found, undefined, alone)).toEqual({ champion: 'a' });
    expect(chooseChampion({ ...found, comparisons: undefined }, undefined, alone)).toHaveProperty('reasons');
  });

  test('asks for no more rivals than it is told to', () => {
    const found = evaluated({ a: { score: 0.5, base: 'better', 'naive:classifier': 'worse' } });
    expect(chooseChampion(found, undefined, { ...gate, against: ['base', 'production'] })).toEqual({ champion: 'a' });
    expect(chooseChampion(found, undefined, gate)).toHaveProperty('reasons');
  });

  test('gives a reason for every comparison of every candidate, and each remedy once', () => {
    const lost = { score: 0.2, base: 'worse', 'naive:nearest': 'no difference' } as const;
    const verdict = chooseChampion(evaluated({ a: lost, b: lost }), undefined, gate);
    expect(verdict).toMatchObject({ reasons: Array.from({ length: 6 }, () => expect.any(String)) });
    expect((verdict as { fix: string }).fix.split('\n')).toHaveLength(3);
  });

  test('leaves out a candidate that could not be measured, with its own reason', () => {
    const found = { ...evaluated({ a: {}, b: { score: 0.5, base: 'better' } }), unmeasured: { a: 'it is gone' } };
    expect(chooseChampion(found, undefined, gate)).toEqual({ champion: 'b' });
    const alone = { ...evaluated({ a: {} }), unmeasured: { a: 'it is gone' } };
    expect(chooseChampion(alone, undefined, gate)).toEqual({ reasons: ['it is gone'] });
  });

  test('takes a production that could not be measured for one that nothing was shown to be better than', () => {
    const found = { ...evaluated({ a: { score: 0.5 } }), unmeasured: { production: 'it cannot be asked' } };
    const alone = { ...gate, against: ['production' as const] };
    expect(chooseChampion(found, production, alone)).toMatchObject({
      reasons: ['a was compared with nothing: it cannot be asked'],
      fix: expect.stringContaining('deployment.gate.against'),
    });
    expect(chooseChampion(found, production, { ...alone, promote: 'unlessWorse' })).toEqual({ champion: 'a' });
    expect(chooseChampion(found, undefined, alone)).toEqual({ champion: 'a' });
  });

  test('promotes nothing that was compared with another production than there is', () => {
    const found = { ...evaluated({ a: { score: 0.5, base: 'better' } }), production: '20261120-00000000' };
    const now: Production = production;
    expect(chooseChampion(found, now, gate)).toMatchObject({
      reasons: [expect.stringContaining('has been replaced since')],
    });
    expect(chooseChampion({ ...found, production: now.run }, now, gate)).toEqual({ champion: 'a' });
  });
});
