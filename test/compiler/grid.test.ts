import { describe, expect, test } from '@jest/globals';
import { expandCandidates } from '../../compiler/grid';
import type { CandidateSpec, PipelineSpec } from '../../schemas/generated/types';

const pipeline = (...candidates: Partial<CandidateSpec>[]) =>
  ({
    training: { prompt: 'prompt.yaml' },
    tuning: { candidates: candidates.map((entry) => ({ id: 'lora', kind: 'tuned', base: 'gemini', ...entry })) },
  }) as unknown as PipelineSpec;
const ids = (...candidates: Partial<CandidateSpec>[]) =>
  expandCandidates(pipeline(...candidates)).candidates.map(({ id }) => id);

describe('an entry of tuning.candidates', () => {
  test('is one candidate with all of its settings where it has no lists', () => {
    expect(expandCandidates(pipeline({ epochs: 4 })).candidates).toEqual([
      {
        id: 'lora',
        kind: 'tuned',
        base: 'gemini',
        prompt: 'prompt.yaml',
        adapterSize: 8,
        epochs: 4,
        learningRateMultiplier: 1,
        checkpoints: 'last',
      },
    ]);
  });

  test('without tuning has a prompt and examples, and no setting of tuning', () => {
    expect(
      expandCandidates(pipeline({ id: 'few', kind: 'prompted', examples: 5, prompt: 'long.yaml' })).candidates,
    ).toEqual([{ id: 'few', kind: 'prompted', base: 'gemini', prompt: 'long.yaml', examples: 5 }]);
  });

  test('learns preferences with a beta of 0.1 where none is written', () => {
    const [candidate] = expandCandidates(pipeline({ method: 'preference' })).candidates;
    expect(candidate).toMatchObject({ method: 'preference', beta: 0.1 });
  });

  test.each<[string, Partial<CandidateSpec>, string[]]>([
    ['each rank', { adapterSize: [4, 16] }, ['lora-r4', 'lora-r16']],
    [
      'each combination, the last setting changing first',
      { adapterSize: [4, 16], epochs: [1, 3] },
      ['lora-r4-e1', 'lora-r4-e3', 'lora-r16-e1', 'lora-r16-e3'],
    ],
    [
      'what bases do not share',
      { base: ['gemini-3.5-flash', 'gemini-3.5-flash-lite'] },
      ['lora-flash', 'lora-flash-lite'],
    ],
    ['each prompt file', { prompt: ['short.yaml', 'in_detail.yml'] }, ['lora-short', 'lora-in-detail']],
    ['rates', { learningRateMultiplier: [0.5, 2] }, ['lora-x0-5', 'lora-x2']],
    ['betas', { method: 'preference', beta: [0.1, 0.5] }, ['lora-b0-1', 'lora-b0-5']],
    ['nothing where a list has one value', { epochs: [2] }, ['lora']],
    [
      'numbers where a name would be too long for a label',
      { base: ['gemini-3.1-flash-lite', 'landfall-tiny'], prompt: ['of-the-long-kind.yaml', 'b.yaml'] },
      ['lora-1', 'lora-2', 'lora-3', 'lora-4'],
    ],
    ['numbers where two would be called the same', { prompt: ['a_b.yaml', 'a-b.yaml'] }, ['lora-1', 'lora-2']],
  ])('is called by %s', (_, entry, names) => expect(ids(entry)).toEqual(names));

  test('is refused where it comes to more candidates than a run has', () => {
    const many = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(
      expandCandidates(pipeline({ epochs: many, learningRateMultiplier: many.map((each) => each / 10) })).notes,
    ).toEqual([
      {
        path: ['tuning', 'candidates', 0, 'id'],
        reason:
          'lora comes to 10,000 candidates; a run has 100 candidates at most: leave values out, or have some drawn, as with sample: { candidates: 20 }',
      },
    ]);
  });

  test('is refused where others have taken the room', () => {
    const ranks = Array.from({ length: 60 }, (_, index) => index + 1);
    const { notes } = expandCandidates(pipeline({ epochs: ranks }, { id: 'other', epochs: ranks }));
    expect(notes).toMatchObject([{ reason: 'there are 120 candidates; a run has 100 at most' }]);
  });
});

describe('a sample of a grid', () => {
  const grid = { epochs: Array.from({ length: 30 }, (_, index) => index + 1), adapterSize: [1, 2, 4, 8, 16] };
  const drawn = (candidates: number, seed = 'v1') => ids({ ...grid, sample: { candidates, seed } });

  test('is the same every time, and stays drawn when it grows', () => {
    expect(drawn(10)).toEqual(drawn(10));
    expect(new Set(drawn(20))).toEqual(new Set([...drawn(20), ...drawn(10)]));
    expect(drawn(10)).toHaveLength(10);
  });

  test('is another with another seed', () => expect(drawn(10, 'v2')).not.toEqual(drawn(10)));

  test('draws each combination as often as any other', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 600; seed += 1)
      for (const id of drawn(15, `${seed}`)) counts.set(id, (counts.get(id) ?? 0) + 1);
    expect(counts.size).toBe(150);
    // 60 of 600 on average; five standard errors of 7.3 around it.
    expect(Math.min(...counts.values())).toBeGreaterThan(23);
    expect(Math.max(...counts.values())).toBeLessThan(97);
  });

  test('of more combinations than are looked through is refused', () => {
    const many = Array.from({ length: 100 }, (_, index) => index + 1);
    const rates = Array.from({ length: 1001 }, (_, index) => (index + 1) / 1000);
    const entry = { epochs: many, learningRateMultiplier: rates, sample: { candidates: 5, seed: 'v1' } };
    expect(expandCandidates(pipeline(entry)).notes[0]?.reason).toContain(
      '100,100 candidates; a sample is drawn of 100,000 at most',
    );
  });
});
