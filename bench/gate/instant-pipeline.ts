/** A pipeline without waiting: a dataset that lies there, and a model that answers at once, for the stages as they are shipped. */
import { digest } from '../../core/digest';
import type { Question } from '../../functions/shared/models/provider';
import versioned from '../../schemas/events/examples/dataset.versioned.v1.json';
import finished from '../../schemas/events/examples/tuning.finished.v1.json';
import type { Configuration, EventData, Run } from '../../schemas/generated/types';
import { createFakeEvaluations, type FakeEvaluations } from '../../test/functions/evaluate/fake-evaluations';
import { createWorld, exampleRun, type World } from '../../test/functions/fakes';

/** Evenly out of [0, 1), the same for the same text. */
export const evenly = (text: string): number => parseInt(digest(text).slice(0, 12), 16) / 16 ** 12;

/** What the stages ask, as the tuned models and production are named there; bases begin with base/. */
export const instantModels = (knows: (question: { model: string; text: string }) => boolean) => ({
  modelOf: ({ id }: { id: string }) => `base/${id}`,
  generate: ({ model, request }: Question) => {
    const { text } = request.turns[0]!;
    return Promise.resolve({
      outcome: 'answered' as const,
      text: knows({ model, text }) ? text.replace('question', 'answer') : 'no idea',
      finishReason: 'STOP',
      usage: { inputTokens: 2, outputTokens: 2, thoughtTokens: 0 },
    });
  },
});

export interface InstantPipeline {
  world: World;
  evaluations: FakeEvaluations;
  run: Run & { configuration: Configuration };
  /** What starts evaluate. */
  tuned: EventData['landfall.tuning.finished.v1'];
}

/** A run whose one candidate is tuned, and is judged by exact match. @param seed what its id, and so all that is drawn, follows from */
export async function landedFor(seed: string, heldOut: number): Promise<InstantPipeline> {
  const world = createWorld();
  const run = exampleRun(({ pipeline }) => {
    pipeline.evaluation.metrics = ['exactMatch'];
    pipeline.evaluation.maximumExamples = heldOut;
    pipeline.deployment.gate = { ...pipeline.deployment.gate, metric: 'exactMatch', minimum: 0 };
  });
  run.run = `20261123-${digest(seed).slice(0, 8)}`;
  await world.ledger.createRun(run);
  await world.ledger.recordResult(run, {
    stage: 'transform',
    status: 'succeeded',
    startedAt: '2026-11-23T10:00:00Z',
    finishedAt: '2026-11-23T10:00:01Z',
    output: { type: 'landfall.dataset.versioned.v1', data: { ...versioned, run: run.run } },
  });
  world.objects.put(versioned.trainUri, lines(1000, 20));
  world.objects.put(versioned.evaluationUri, lines(0, heldOut));
  const evaluations = createFakeEvaluations(world.objects);
  return { world, evaluations, run, tuned: { ...finished, run: run.run } as InstantPipeline['tuned'] };
}

const lines = (first: number, count: number) =>
  Array.from({ length: count }, (_, at) => {
    const said = (role: string, text: string) => ({ role, parts: [{ text }] });
    const n = first + at;
    const systemInstruction = said('system', 'Sum up.');
    const contents = [said('user', `question ${n}`), said('model', `answer ${n}`)];
    return `${JSON.stringify({ systemInstruction, contents })}\n`;
  }).join('');
