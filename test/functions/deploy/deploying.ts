/** A world in which a run has been evaluated and may be deployed, with a model that answers and predictions that are counted. */
import type { StepCounts } from '../../../core/canary/rollout';
import { deploy } from '../../../functions/deploy/handler';
import { keepPrevious } from '../../../functions/deploy/retention';
import type { Answer, Question, Replication } from '../../../functions/shared/models/provider';
import { defineStage } from '../../../functions/shared/stage/stage';
import dataset from '../../../schemas/events/examples/dataset.versioned.v1.json';
import type {
  Comparison,
  Configuration,
  EventData,
  PipelineSpec,
  Production,
  Run,
} from '../../../schemas/generated/types';
import { createWorld, exampleRun, pushed, type World } from '../fakes';

export type Evaluated = EventData['landfall.model.evaluated.v1'];

const reportUri = 'gs://landfall-local-artifacts/report.json';

const candidate = (id: string) => ({
  id,
  base: 'b',
  endpoint: `e/${id}`,
  model: `m/${id}`,
  checkpointEndpoints: [`e/${id}-1`],
});

export const compared = (id: string, verdict: Comparison['verdict']): Comparison => ({
  metric: 'rougeL',
  candidate: id,
  rival: 'production',
  verdict,
  reasons: ['so it is'],
  method: 'none',
  n: 0,
});

/** What is in production before the run. */
export const former: Production = {
  pipeline: dataset.pipeline,
  run: '20261122-00000000',
  candidate: 'lora-4',
  base: 'b',
  serving: [{ endpoint: 'e/former', share: 1 }],
  model: 'm/former',
  promptDigest: 'd',
  metrics: { rougeL: 0.4 },
  deployedAt: '2026-11-22T10:00:00.000Z',
};

type Deployment = {
  alsoAt?: string[];
  rollout?: Partial<PipelineSpec['deployment']['rollout']>;
  gate?: Partial<PipelineSpec['deployment']['gate']>;
};

export const runWith = ({ rollout, gate, alsoAt }: Deployment = {}): Run & { configuration: Configuration } =>
  exampleRun(({ pipeline, sql }) => {
    Object.assign(pipeline.deployment.rollout, rollout);
    Object.assign(pipeline.deployment.gate, gate);
    if (alsoAt) pipeline.deployment.alsoAt = alsoAt;
    sql['rollout/exposures.sql'] = 'SELECT 1';
  });

export const evaluatedOf = ({ pipeline, run }: Run, change: Partial<Evaluated> = {}): Evaluated => ({
  pipeline,
  run,
  examples: 100,
  metrics: { base: { rougeL: 0.1 }, 'lora-8': { rougeL: 0.5 }, 'lora-16': { rougeL: 0.6 } },
  intervals: {},
  candidates: [candidate('lora-8'), candidate('lora-16')],
  comparisons: [compared('lora-8', 'better'), compared('lora-16', 'better')],
  reportUri,
  ...change,
});

type Replicate = Replication['replicate'];

const answersThere: Replicate = async ({ endpoint }, location) => ({
  endpoint: `${endpoint} at ${location}`,
  answers: true,
});

export interface Deploying extends World {
  /** Delivers the event that starts deploy. */
  receive(data?: Evaluated): Promise<void>;
  production(): Promise<Production | undefined>;
  reportUri: string;
  /** Questions that the endpoint was asked. */
  asked: Question[];
  /** What it answers, or fails with. */
  answer: (question: Question) => Answer;
  /** What the warehouse counts, and by which jobs. */
  counts: StepCounts[] | Error;
  looks: string[];
  ask(question: Question): Promise<Answer>;
  replicate: Replicate;
  count(job: { id: string }): Promise<StepCounts[]>;
}

const usage = { inputTokens: 1, outputTokens: 1, thoughtTokens: 0 };
export const answered: Answer = { outcome: 'answered', text: 'so', finishReason: 'STOP', usage };

/** Of the held-out examples the third was never answered. */
const outcomes = ['answered', 'truncated', 'empty', 'answered', 'answered'];
const heldOut = outcomes.map((_, n) => ({
  contents: [
    { role: 'user', parts: [{ text: `question ${n + 1}` }] },
    { role: 'model', parts: [{ text: `target ${n + 1}` }] },
  ],
}));

export async function createDeploying(run: Run, change: Partial<Evaluated> = {}): Promise<Deploying> {
  const world = createWorld();
  const { ledger, objects } = world;
  await ledger.createRun(run);
  const record = (stage: string, output: { type: string; data: object }) =>
    ledger.recordResult(run, {
      stage,
      status: 'succeeded',
      startedAt: '',
      finishedAt: '2026-11-23T10:00:00.000Z',
      output: output as never,
    });
  await record('transform', { type: 'landfall.dataset.versioned.v1', data: dataset });
  const lines = heldOut.map((line) => `${JSON.stringify(line)}\n`);
  objects.put(dataset.evaluationUri, lines.join(''));
  const places = lines.map((text, index) => {
    const start = lines.slice(0, index).join('').length;
    return { line: index + 1, start, end: start + text.length - 1 };
  });
  const { evaluationUri, trainUri } = dataset;
  const chosen = { evaluationUri, trainUri, places, known: places.map(() => null), labels: [] };
  objects.put(ledger.uri(run, 'evaluate/held-out.json'), JSON.stringify(chosen));
  const predictions = outcomes.map((outcome, n) =>
    JSON.stringify({ line: n + 1, answers: { 'lora-16': { outcome } } }),
  );
  objects.put(reportUri, `{\n  "scored": 5,\n  "predictions": [\n    ${predictions.join(',\n    ')}\n  ]\n}\n`);

  const deploying: Deploying = Object.assign(world, {
    reportUri,
    asked: [],
    answer: () => answered,
    replicate: answersThere,
    counts: [],
    looks: [],
    async receive(data = evaluatedOf(run, change)) {
      await record('evaluate', { type: 'landfall.model.evaluated.v1', data });
      await stage(pushed('landfall.model.evaluated.v1', data));
    },
    async ask(question: Question) {
      deploying.asked.push(question);
      return deploying.answer(question);
    },
    async count({ id }: { id: string }) {
      deploying.looks.push(id);
      if (deploying.counts instanceof Error) throw deploying.counts;
      return deploying.counts;
    },
    production: async () => (await ledger.findProduction(run.pipeline))?.value,
  });
  const warehouse = { query: (job: { id: string }) => deploying.count(job) };
  const generate = (question: Question) => deploying.ask(question);
  const deps = Object.assign(deploying, {
    config: { project: 'p', dataset: 'landfall', region: 'us-central1' },
    generationOf: () => ({ modelOf: () => '', generate }),
    replicationOf: () => ({ replicate: (...asked: Parameters<Replicate>) => deploying.replicate(...asked) }),
    warehouse: { until: () => warehouse as never },
  });
  const stage = defineStage({ name: 'deploy', createDeps: () => deps, handle: deploy, settle: keepPrevious });
  return deploying;
}
