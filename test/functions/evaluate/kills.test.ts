import { expect, test } from '@jest/globals';
import { killing } from './killing';
import { createShardedEvaluation, tuned, type ShardedEvaluation } from './sharded-evaluation';

interface Kill {
  label: string;
  /** Which of the calls of that label, counted from 1. */
  number: number;
  /** Whether the call is made before the process dies of it. */
  isMade: boolean;
}

/** Counts the calls of all processes by their label, but for those that a dead process would make. */
function killedAt(evaluation: ShardedEvaluation, kill?: Kill): Map<string, number> {
  const counts = new Map<string, number>();
  killing(evaluation, (label) => {
    const number = (counts.get(label) ?? 0) + 1;
    counts.set(label, number);
    return label === kill?.label && number === kill.number ? kill : undefined;
  });
  return counts;
}

/** The tuned model knows one answer of twenty more than the base, and never one less, which three looks show. */
const inLooks = async () => {
  const evaluation = await createShardedEvaluation(300, ({ pipeline }) => void (pipeline.deployment.gate.minimum = 0));
  evaluation.says = ({ model, request }) => {
    const number = Number(request.turns[0]!.text.slice('question '.length));
    return { text: (number * 7) % 20 < (model === tuned ? 10 : 9) ? `answer ${number}` : 'no idea' };
  };
  return evaluation;
};

/** Base and tuned model are asked in batches, but for the first part. */
const inBatches = async () => {
  const evaluation = await createShardedEvaluation(60, ({ pipeline, baseModels }) => {
    pipeline.evaluation.looks = 'off';
    pipeline.evaluation.batchAbove = 20;
    for (const each of Object.values(baseModels)) Object.assign(each, { batchPrediction: ['base', 'tuned'] });
  });
  evaluation.batchEnds = () => evaluation.batches.end((question) => ({ text: question.replace('question', 'answer') }));
  return evaluation;
};

/** As text, which is compared at once where a thousand objects are not; only when it was answered may differ. */
const rowsOf = ({ evaluations }: ShardedEvaluation) =>
  evaluations.rows.map((row) => JSON.stringify({ ...row, answered_at: typeof row.answered_at }));

test.each<[string, () => Promise<ShardedEvaluation>, number]>([
  ['that asks for all at once', createShardedEvaluation, 1],
  ['in looks', inLooks, 3],
  ['in batches', inBatches, 1],
])(
  'an evaluation %s that is killed at any call that is its own ends with the same report, to the byte',
  async (_, create, looks) => {
    const undisturbed = await create();
    const counts = killedAt(undisturbed);
    await undisturbed.deliver();
    const report = await undisturbed.report();
    expect(report).toBeDefined();
    expect((await undisturbed.result())!.looks?.taken ?? 1).toBe(looks);

    // What every stage calls is killed in the test of the stage. Of every second call the world has it, and the process never learns.
    const own = /held-out|asking|parts|publish|generate|batches|append/;
    const kills = [...counts]
      .filter(([label]) => own.test(label))
      .map(([label, count], index): Kill => {
        // In one look after the other.
        const number = Math.ceil((((index % looks) + 0.5) * count) / looks);
        return { label, number, isMade: index % 2 === 0 };
      });
    expect(kills.length).toBeGreaterThan(12);
    for (const kill of kills) {
      const evaluation = await create();
      killedAt(evaluation, kill);
      await evaluation.deliver();
      expect({ kill, report: await evaluation.report() }).toEqual({ kill, report });
      expect(rowsOf(evaluation)).toEqual(rowsOf(undisturbed));
      // No part is asked for twice but the four, of five answers, that were under way in the process.
      expect(evaluation.asked.length - undisturbed.asked.length).toBeLessThanOrEqual(4 * 5);
    }
  },
);
