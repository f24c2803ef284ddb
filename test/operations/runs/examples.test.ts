import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createExamples, type HeldOutReader } from '../../../operations/runs/examples';
import type { EvaluatedExample } from '../../../schemas/generated/types';
import { startStoredCloud, type StoredCloud } from '../../cli/stored-cloud';
import { reportText } from '../../evaluation-report';

const uri = 'gs://artifacts/report.json';
const answer = (text: string, f1?: number) => ({
  outcome: 'answered' as const,
  finishReason: 'STOP',
  text,
  isLabel: true,
  scores: (f1 === undefined ? {} : { f1 }) as Record<string, number>,
});
const gains = [0.2, undefined, 0.9, -0.5, 0.2];
const examples = gains.map((gain, at): EvaluatedExample => ({
  line: at + 1,
  prompt: `<b>${'long '.repeat(50)}</b>\u202e`,
  target: 'a',
  answers: {
    base: answer('b', 0.5),
    'lora-8': answer(at === 2 ? 'a' : 'b', gain === undefined ? undefined : 0.5 + gain),
  },
}));

describe('held-out examples', () => {
  let stored: StoredCloud;
  let own: HeldOutReader;
  const lines = async (order?: { metric: string; better: string; than: string }) =>
    (await own.read(uri, { from: 0, count: 9, longest: 20, ...(order && { order }) })).examples.map(({ line }) => line);
  beforeAll(async () => {
    stored = await startStoredCloud();
    own = createExamples(stored.cloud.storage);
    await stored.objects.write(uri, reportText(examples));
  });
  afterAll(() => stored.stop());

  test('come in windows, with the beginning of each text and what is left out', async () => {
    const found = await own.read(uri, { from: 3, count: 1, longest: 20 });
    expect(found).toMatchObject({ total: 5, from: 3, subjects: ['base', 'lora-8'], metrics: ['f1'] });
    expect(found.examples).toEqual([
      expect.objectContaining({
        place: 3,
        line: 4,
        prompt: { text: examples[3]!.prompt.slice(0, 20), left: examples[3]!.prompt.length - 20 },
        references: [{ text: 'a' }],
        answers: expect.objectContaining({ base: { outcome: 'answered', scores: { f1: 0.5 }, text: { text: 'b' } } }),
      }),
    ]);
  });

  test('stand in the order of the report, or by how much better a subject did, those without a score last', async () => {
    expect(await lines()).toEqual([1, 2, 3, 4, 5]);
    expect(await lines({ metric: 'f1', better: 'lora-8', than: 'base' })).toEqual([3, 1, 5, 4, 2]);
    expect(await lines({ metric: 'f1', better: 'base', than: 'lora-8' })).toEqual([4, 1, 5, 3, 2]);
  });

  test('say which label was taken for which', async () => {
    expect(await own.confusion(uri, 'lora-8')).toMatchObject({
      wanted: ['a', 'b'],
      counts: [
        [1, 4],
        [0, 0],
      ],
    });
    expect(await own.confusion(uri, 'nobody')).toBeUndefined();
  });
});
