import { describe, expect, test } from '@jest/globals';
import { heldOutSet } from '../../../functions/evaluate/held-out';
import { isClear, looksOf } from '../../../functions/evaluate/looks';
import type { HeldOutSet } from '../../../functions/shared/evaluation/held-out';
import type { ComparisonVerdict, PairedComparison } from '../../../core/verdict/comparison';
import versioned from '../../../schemas/events/examples/dataset.versioned.v1.json';
import type { EvaluationReport, PipelineSpec } from '../../../schemas/generated/types';
import { usualGate } from '../../usual-gate';
import { createWorld, exampleRun } from '../fakes';
import { base, createShardedEvaluation, tuned } from './sharded-evaluation';

const heldOut = (count: number, groupOf: (place: number) => string | undefined = () => undefined): HeldOutSet => ({
  evaluationUri: 'gs://b/evaluation.jsonl',
  trainUri: 'gs://b/train.jsonl',
  examples: {
    places: Array.from({ length: count }, (_, n) => ({ line: n + 1, start: n, end: n + 1 })),
    read: () => Promise.reject(new Error('nothing is read')),
  },
  known: Array.from({ length: count }, (_, n) => ({ key: `${n}`, group: groupOf(n) })),
  labels: [],
});
type Gate = PipelineSpec['deployment']['gate'];
const asked = (change: Partial<Gate> = {}) => ({
  looks: 'auto' as const,
  metrics: ['exactMatch' as const, 'macroF1' as const],
  gate: { ...usualGate({ metric: 'exactMatch', minimum: 0 }), ...change },
});
const endsOf = (looks: ReturnType<typeof looksOf>) => looks.map(({ heldOut: { examples } }) => examples.places.length);

describe('the looks of an evaluation', () => {
  test('are five, each of all examples until then, where more than 500 answers are asked for', () => {
    const looks = looksOf(heldOut(200), 3, asked());
    expect(endsOf(looks)).toEqual([40, 80, 120, 160, 200]);
    expect(looks[1]).toMatchObject({ ends: [40, 80], planned: [40, 80, 120, 160, 200] });
    expect(looks[1]!.heldOut.known).toHaveLength(80);
  });

  test.each([
    ['there is little to save', 2, asked()],
    ['the pipeline wants no more', 3, { ...asked(), looks: 'off' as const }],
    ['the number of the gate is one that only all answers have', 3, asked({ metric: 'macroF1' })],
  ])('are one where %s', (_, models, terms) => {
    expect(endsOf(looksOf(heldOut(200), models, terms))).toEqual([200]);
  });

  test('cut no group', () => {
    const looks = looksOf(
      heldOut(300, (n) => `shop ${Math.floor(n / 25)}`),
      2,
      asked(),
    );
    expect(endsOf(looks)).toEqual([75, 125, 200, 250, 300]);
  });

  test('have what hangs together in one row of the held-out examples, wherever its lines stand', async () => {
    const world = createWorld();
    const run = exampleRun(({ pipeline }) => void (pipeline.evaluation.maximumExamples = 60));
    const groupOf = (line: number) => (line % 4 === 0 ? undefined : `shop ${line % 7}`);
    const lines = Array.from({ length: 60 }, (_, n) => ({
      split: 'evaluation',
      line: n + 1,
      key: `${n}`,
      group: groupOf(n + 1),
    }));
    world.objects.put(versioned.evaluationUri, lines.map(({ key }) => JSON.stringify({ key })).join('\n'));
    world.objects.put(versioned.cardUri, JSON.stringify({ statistics: [], lineageUri: 'gs://b/lineage.jsonl' }));
    world.objects.put('gs://b/lineage.jsonl', lines.map((each) => JSON.stringify(each)).join('\n'));
    const context = { run, deps: world } as unknown as Parameters<typeof heldOutSet>[1];
    const { examples, known } = await heldOutSet(versioned, context);
    expect(known.map((each) => each!.group)).toEqual(examples.places.map(({ line }) => groupOf(line)));
    expect(new Set(examples.places.map(({ line }) => line)).size).toBe(60);
    const rows = known.filter((each, place) => each!.group !== known[place - 1]?.group && each!.group !== undefined);
    expect(rows).toHaveLength(7);
  });
});

describe("the gate's answer is clear", () => {
  const answers = Object.fromEntries(
    ['c1', 'c2'].map((name) => [
      name,
      {
        parts: [],
        measured: [1, 1, 1, 0].flatMap((score) =>
          Array.from({ length: 25 }, () => ({
            outcome: 'answered' as const,
            finishReason: 'STOP',
            scores: { exactMatch: score },
          })),
        ),
      },
    ]),
  );
  const found = (...verdicts: [string, string, ComparisonVerdict][]) =>
    verdicts.map(([candidate, rival, verdict]) => ({ candidate, rival, verdict })) as PairedComparison[];
  const clear = (comparisons: PairedComparison[], gate: Partial<Gate> = {}, candidates = ['c1']) =>
    isClear({ answers, candidates }, comparisons, asked(gate));

  test.each<[string, boolean, PairedComparison[], Partial<Gate>]>([
    ['better than each', true, found(['c1', 'base', 'better'], ['c1', 'production', 'better']), {}],
    ['not yet better than one', false, found(['c1', 'base', 'better'], ['c1', 'production', 'not measurable']), {}],
    ['worse than one', true, found(['c1', 'base', 'not measurable'], ['c1', 'production', 'worse']), {}],
    [
      'worse than one that the gate does not ask for',
      false,
      found(['c1', 'base', 'worse'], ['c1', 'production', 'no difference']),
      { against: ['production'] },
    ],
    ['compared with none that the gate asks for', false, found(['c1', 'base', 'better']), { against: ['production'] }],
    ['better, and above the minimum', true, found(['c1', 'base', 'better']), { minimum: 0.6 }],
    ['better, and perhaps under the minimum', false, found(['c1', 'base', 'better']), { minimum: 0.7 }],
    ['better, where slices may refuse it', false, found(['c1', 'base', 'better']), { noSliceWorse: 0.05 }],
    ['better, where a ceiling may refuse it', false, found(['c1', 'base', 'better']), { maximum: { empty: 0.1 } }],
    [
      'worse, whatever else may refuse it',
      true,
      found(['c1', 'base', 'worse']),
      { noSliceWorse: 0.05, maximum: { empty: 0.1 } },
    ],
  ])('of a candidate that is %s: %p', (_, isIt, comparisons, gate) => {
    expect(clear(comparisons, gate)).toBe(isIt);
  });

  test('once it is so of every candidate that can be measured', () => {
    const better = found(['c1', 'base', 'better']);
    expect(clear([...better, ...found(['c2', 'base', 'no difference'])], {}, ['c1', 'c2'])).toBe(false);
    expect(clear([...better, ...found(['c2', 'base', 'worse'])], {}, ['c1', 'c2'])).toBe(true);
    expect(clear(better, {}, ['c1', 'gone'])).toBe(true);
  });
});

const number = (request: { turns: { text: string }[] }) => Number(request.turns[0]!.text.slice('question '.length));

describe('an evaluation in looks', () => {
  const inLooks = (change: (pipeline: PipelineSpec) => void = () => {}) =>
    createShardedEvaluation(300, ({ pipeline, baseModels }) => {
      pipeline.deployment.gate.minimum = 0.5;
      for (const each of Object.values(baseModels))
        Object.assign(each, { price: { currency: 'USD', input: 1, output: 2, tunedFactor: 2 } });
      change(pipeline);
    });

  test('ends as soon as the case is clear, and says how many answers were not asked for, and their price', async () => {
    const evaluation = await inLooks();
    evaluation.says = ({ model, request }) =>
      model === tuned
        ? { text: request.turns[0]!.text.replace('question', number(request) % 10 > 0 ? 'answer' : 'no') }
        : { text: number(request) % 10 > 1 ? `answer ${number(request)}` : 'no idea' };
    await evaluation.deliver();
    const found = (await evaluation.result())!;
    expect(found.looks).toEqual({
      taken: 2,
      planned: 5,
      examples: 120,
      plannedExamples: 300,
      answersSaved: 360,
      // 2 tokens in, 2 out: 6 millionths of the base, twice as much of the tuned model.
      priceSaved: expect.closeTo((180 * 6 + 180 * 12) / 1e6, 12),
      currency: 'USD',
    });
    expect(evaluation.asked).toHaveLength(240);
    expect(found.examples).toBe(120);
    expect(found.comparisons).toContainEqual(
      expect.objectContaining({ rival: 'base', verdict: 'better', looks: 2, shareSeen: 0.4, n: 120 }),
    );
    const { predictions, looks } = JSON.parse((await evaluation.report())!) as EvaluationReport;
    expect(predictions).toHaveLength(120);
    expect(looks).toEqual(found.looks);
    expect(evaluation.evaluations.rows).toHaveLength(120 * (2 + 3));
  });

  test('asks for all where it never is, with one error for all looks', async () => {
    const evaluation = await inLooks();
    evaluation.says = () => ({ text: 'no idea' });
    await evaluation.deliver();
    const found = (await evaluation.result())!;
    expect(found.looks).toMatchObject({ taken: 5, examples: 300, answersSaved: 0 });
    expect(found.looks).not.toHaveProperty('priceSaved');
    expect(evaluation.asked).toHaveLength(600);
    expect(found.comparisons).toContainEqual(expect.objectContaining({ rival: 'base', looks: 5, n: 300 }));
    expect(found.comparisons!.map(({ shareSeen }) => shareSeen)).toEqual(found.comparisons!.map(() => undefined));
  });

  test('takes its place at the gate before it looks at any answer, and once for all looks', async () => {
    const evaluation = await inLooks();
    evaluation.says = () => ({ text: 'no idea' });
    const entered: number[] = [];
    evaluation.process = () => (label, call) => {
      if (/objects.write .*gate.json/.test(label)) entered.push(evaluation.asked.length);
      return call();
    };
    await evaluation.deliver();
    expect(entered).toEqual([120]);
  });

  test('decides nothing at a look at which somebody says too little to be measured', async () => {
    const evaluation = await inLooks((pipeline) => void (pipeline.evaluation.maximumEmptyShare = 0.1));
    let silent = 0;
    evaluation.says = ({ model }) =>
      model === tuned && (silent += 1) <= 25 ? { outcome: 'empty', text: '', finishReason: 'STOP' } : undefined;
    await evaluation.deliver();
    expect((await evaluation.result())!.looks).toMatchObject({ taken: 5 });
  });

  test('fails for a base that says nothing, once all examples are asked', async () => {
    const evaluation = await inLooks();
    evaluation.says = ({ model }) => (model === base ? { outcome: 'empty', text: '' } : undefined);
    await evaluation.deliver();
    const result = await evaluation.world.ledger.findResult(exampleRun(), 'evaluate');
    expect(result).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('gave no text for 300') },
    });
  });
});
