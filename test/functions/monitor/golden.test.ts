import { beforeEach, describe, expect, test } from '@jest/globals';
import { candidatesOf } from '../../../core/candidates';
import { RetryableError } from '../../../core/errors';
import { goldenPath, heldOutPath, probesPath } from '../../../core/ledger-layout';
import { parsePrompt } from '../../../core/prompt';
import type { MonitorDeps } from '../../../functions/monitor/deps';
import { reevaluate } from '../../../functions/monitor/golden';
import type { HeldOutRecord } from '../../../functions/shared/evaluation/held-out';
import { partsOf, type SubjectAnswer } from '../../../functions/shared/evaluation/recorded-answers';
import type { Configuration, Golden, Production, Run } from '../../../schemas/generated/types';
import { artifacts, createWorld, exampleRun, type World } from '../fakes';

const day = 86_400_000;
const endpoint = 'projects/p/locations/l/endpoints/1';

describe('the golden set', () => {
  let world: World;
  let run: Run & { configuration: Configuration };
  let production: Production;
  let deps: MonitorDeps;
  let asked: number;
  /** Of ten questions so many are answered right. */
  let right: number;
  let failure: Error | undefined;

  beforeEach(async () => {
    world = createWorld();
    [asked, right, failure] = [0, 10, undefined];
    run = exampleRun(({ pipeline }) => {
      pipeline.monitoring.golden = { everyDays: 7, examples: 50 };
      pipeline.evaluation.metrics = ['exactMatch'];
      pipeline.deployment.gate.metric = 'exactMatch';
    });
    await world.ledger.createRun(run);
    const [base] = Object.keys(run.configuration.baseModels) as [string];
    production = {
      pipeline: run.pipeline,
      run: run.run,
      candidate: candidatesOf(run.configuration)[0]!.id,
      base,
      model: 'models/1',
      promptDigest: parsePrompt(run.configuration.prompt).digest,
      serving: [{ endpoint, share: 1 }],
      metrics: {},
      deployedAt: world.clock.now().toISOString(),
    };
    const places = await putExamples(60);
    const answer: SubjectAnswer = {
      outcome: 'answered',
      text: 'right',
      finishReason: 'STOP',
      scores: { exactMatch: 1 },
    };
    const subject = { name: production.candidate, model: endpoint };
    for (const [name, own] of partsOf(subject, places, run))
      await world.ledger.parts(run, 'evaluate').record(
        name,
        own.map(() => answer),
      );
    deps = {
      ...world,
      config: { region: 'us-central1' },
      tableOf: (table) => table,
      warehouse: { ask: async () => [], columns: async () => undefined },
      generationOf: () => ({
        modelOf: ({ id }) => id,
        async generate() {
          if (failure) throw failure;
          const usage = { inputTokens: 100, outputTokens: 10, thoughtTokens: 0 };
          const text = asked++ % 10 < right ? 'right' : 'wrong';
          return { outcome: 'answered', text, finishReason: 'STOP', usage };
        },
      }),
    };
  });

  async function putExamples(count: number): Promise<HeldOutRecord['places']> {
    const line = JSON.stringify({
      contents: [
        { role: 'user', parts: [{ text: 'question' }] },
        { role: 'model', parts: [{ text: 'right' }] },
      ],
    });
    world.objects.put('gs://b/evaluation.jsonl', `${line}\n`.repeat(count));
    const places = Array.from({ length: count }, (_, at) => {
      const start = at * (line.length + 1);
      return { line: at + 1, start, end: start + line.length };
    });
    const uris = { evaluationUri: 'gs://b/evaluation.jsonl', trainUri: 'gs://b/train.jsonl' };
    const record: HeldOutRecord = { ...uris, places, known: places.map(() => null), labels: [] };
    await world.objects.write(`gs://${artifacts}/${heldOutPath(run)}`, JSON.stringify(record));
    return places;
  }

  async function after(days: number): Promise<Golden['evaluations']> {
    await world.clock.advance(days * day);
    const limits = { signal: new AbortController().signal, isTimeUp: () => false };
    await reevaluate(production, run.configuration, { ...limits, deps });
    const found = await world.objects.read(`gs://${artifacts}/${goldenPath(run.pipeline)}`);
    return found ? (JSON.parse(found.text) as Golden).evaluations : [];
  }
  const errors = () => world.lines.filter(({ severity }) => severity === 'ERROR');

  test('is asked when it is due, and what answers as before is told so, on record', async () => {
    expect(await after(6)).toEqual([]);
    expect(await after(1)).toMatchObject([{ examples: 50, before: 1, now: 1, verdict: 'not shown to be worse' }]);
    expect(asked).toBe(50);
    expect(await after(6)).toHaveLength(1);
    expect(errors()).toEqual([]);
  });

  test('says that production answers worse than before it was deployed', async () => {
    right = 7;
    expect(await after(7)).toMatchObject([{ before: 1, now: 0.7, verdict: 'worse' }]);
    expect(errors()).toEqual([expect.objectContaining({ message: expect.stringContaining('worse') })]);
  });

  test('is asked at once when probes have noticed another model', async () => {
    await world.clock.advance(day);
    const changes = [{ at: world.clock.now().toISOString(), endpoint, why: 'changed' }];
    await world.objects.write(`gs://${artifacts}/${probesPath(run.pipeline)}`, JSON.stringify({ changes }));
    expect(await after(0.1)).toHaveLength(1);
  });

  test('is paid for out of the budget of the month in which it is asked', async () => {
    const spent = async () =>
      Object.values((await world.ledger.findSpending(run.pipeline, '2026-12'))?.value.entries ?? {});
    const model = run.configuration.baseModels[production.base] as { price?: object };
    model.price = { input: 1, output: 2, tunedFactor: 1, currency: 'USD' };
    deps.ledger = { ...world.ledger, findRun: async () => run };
    await after(14);
    const [entry] = await spent();
    expect(Object.values(entry!.draws!)[0]).toBeCloseTo((50 * (100 + 2 * 10)) / 1e6, 12);
  });

  test('that is over the budget is on record as not measurable, and is not tried again every hour', async () => {
    const model = run.configuration.baseModels[production.base] as { price?: object };
    model.price = { input: 1e6, output: 1e6, tunedFactor: 1, currency: 'USD' };
    deps.ledger = { ...world.ledger, findRun: async () => run };
    expect(await after(7)).toMatchObject([{ verdict: 'not measurable', reasons: [expect.stringContaining('budget')] }]);
    expect(await after(0.1)).toHaveLength(1);
  });

  test('is not asked where its answers have no score by themselves, as where a judge gives it', async () => {
    run.configuration.pipeline.deployment.gate.metric = 'helpful';
    deps.ledger = { ...world.ledger, findRun: async () => run };
    expect(await after(7)).toMatchObject([
      { verdict: 'not measurable', reasons: [expect.stringContaining('helpful')] },
    ]);
    expect(asked).toBe(0);
  });

  test('is asked again in the next hour when the provider was away', async () => {
    failure = new RetryableError('away');
    await expect(after(7)).rejects.toThrow('away');
    failure = undefined;
    expect(await after(0.1)).toHaveLength(1);
  });

  test('is asked of nobody whose pipeline.yaml does not say so', async () => {
    delete run.configuration.pipeline.monitoring.golden;
    expect(await after(100)).toEqual([]);
  });
});
