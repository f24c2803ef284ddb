/** An evaluation that is shared out: evaluate, its shards and the messages between them, each delivery in a process that can be killed. */
import { evaluate } from '../../../functions/evaluate/handler';
import { createEvaluationShard } from '../../../functions/evaluation-shard/handler';
import { startOf } from '../../../functions/shared/stage/start-of';
import type { EvaluateDeps } from '../../../functions/evaluate/context';
import type { Answer, Question } from '../../../functions/shared/models/provider';
import type { Event } from '../../../functions/shared/stage/events';
import { createLedger } from '../../../functions/shared/stage/ledger';
import { defineStage } from '../../../functions/shared/stage/stage';
import versioned from '../../../schemas/events/examples/dataset.versioned.v1.json';
import finished from '../../../schemas/events/examples/tuning.finished.v1.json';
import type { Configuration, EventData } from '../../../schemas/generated/types';
import { createFakeEvaluations, type FakeEvaluations } from './fake-evaluations';
import { createFakeBatches, type FakeBatches } from '../fake-batches';
import { artifacts, createWorld, exampleRun, pushed, type World } from '../fakes';

export const base = 'base/gemini-3.5-flash-lite';
export const tuned = finished.candidates[0]!.endpoint!;
const rounds = 200;

/** An address without numbers, digests and names of subjects. */
const kindOf = (uri: string) =>
  uri.replaceAll(/\/(?:base|lora|naive:[a-z-]+)-/g, '/SUBJECT-').replaceAll(/[0-9a-f]*\d[0-9a-f]*/g, '#');

/** What is called beyond the process, one after the other; whoever is called first decides what becomes of the process. */
export type Called = (label: string, call: () => unknown) => unknown;

export interface ShardedEvaluation {
  world: World;
  evaluations: FakeEvaluations;
  /** What is asked in batches; a batch ends when the minute of a tick has passed and `batchEnds` lets it. */
  batches: FakeBatches;
  batchEnds: () => void;
  asked: Question[];
  /** Messages that no delivery has handled yet. */
  queue: Event[];
  /** What the model says instead of what it would; an Error is thrown. */
  says: (question: Question) => Partial<Answer> | Error | undefined;
  /** What becomes of messages on their way: undefined for one that is lost. */
  carries: (event: Event) => Event | undefined;
  /** Of the process that handles the next delivery. */
  process: () => Called;
  secondsPerAnswer: number;
  /** Delivers everything, again and again, until nothing is under way; a minute passes whenever nothing else moves on. */
  deliver(): Promise<void>;
  result(): Promise<EventData['landfall.model.evaluated.v1'] | undefined>;
  report(): Promise<string | undefined>;
}

const line = (n: number) =>
  JSON.stringify({
    contents: [
      { role: 'user', parts: [{ text: `question ${n}` }] },
      { role: 'model', parts: [{ text: `answer ${n}` }] },
    ],
  });

/** @param change of the pipeline: by default all answers are asked for at once */
export async function createShardedEvaluation(
  examples = 300,
  change: (configuration: Configuration) => void = ({ pipeline }) => void (pipeline.evaluation.looks = 'off'),
): Promise<ShardedEvaluation> {
  const world = createWorld();
  const evaluations = createFakeEvaluations(world.objects);
  const batches = createFakeBatches(world.objects);
  const run = exampleRun((configuration) => {
    const { pipeline } = configuration;
    pipeline.evaluation.maximumExamples = examples;
    pipeline.evaluation.metrics = ['exactMatch'];
    pipeline.deployment.gate.metric = 'exactMatch';
    change(configuration);
  });
  await world.ledger.createRun(run);
  const times = { startedAt: '2026-11-23T10:00:00Z', finishedAt: '2026-11-23T10:00:01Z' };
  const dataset = { type: 'landfall.dataset.versioned.v1', data: versioned };
  await world.ledger.recordResult(run, { stage: 'transform', status: 'succeeded', ...times, output: dataset });
  const output = { type: 'landfall.tuning.finished.v1', data: finished };
  await world.ledger.recordResult(run, { stage: 'watch', status: 'succeeded', ...times, output });
  world.objects.put(versioned.trainUri, [1, 2, 3].map(line).join('\n'));
  world.objects.put(versioned.evaluationUri, Array.from({ length: examples }, (_, n) => `${line(n)}\n`).join(''));

  const queue: Event[] = [(await startOf('evaluate', run, world.ledger))!];
  const evaluation: ShardedEvaluation = {
    world,
    evaluations,
    batches,
    batchEnds: () => {},
    asked: [],
    queue,
    says: () => undefined,
    carries: (event) => event,
    process: () => (_label, call) => call(),
    secondsPerAnswer: 0,
    deliver,
    result: async () => (await world.ledger.findOutput(run, 'evaluate'))?.data,
    report: async () => {
      const uri = (await evaluation.result())?.reportUri;
      return uri && world.objects.text(uri);
    },
  };

  /** The tuned model knows four answers of five, the base every tenth. */
  async function generate(question: Question): Promise<Answer> {
    evaluation.asked.push(question);
    await world.clock.sleep(evaluation.secondsPerAnswer * 1000);
    const said = evaluation.says(question);
    if (said instanceof Error) throw said;
    const number = Number(question.request.turns[0]!.text.slice('question '.length));
    const knows = question.model === base ? number % 10 === 0 : number % 5 > 0;
    const usage = { inputTokens: 2, outputTokens: 2, thoughtTokens: 0 };
    return { outcome: 'answered', text: knows ? `answer ${number}` : 'no idea', finishReason: 'STOP', usage, ...said };
  }

  let processes = 0;
  function startProcess(): EvaluateDeps {
    const called = evaluation.process();
    const through = <T extends object>(of: T, name: string) =>
      new Proxy(of, {
        get: (target, method: string) => {
          const own = target[method as keyof T] as (...args: unknown[]) => unknown;
          return (...args: unknown[]) =>
            called(`${name}.${method} ${kindOf(String(args[0]))}`, () => own.apply(target, args));
        },
      });
    const objects = through(world.objects, 'objects');
    return {
      ...world,
      ...evaluations,
      batchOf: () => {
        const provider = batches.batchOf();
        const service = through(provider, 'batches');
        return {
          ...provider,
          find: (...of) => service.find(...of),
          create: (...of) => service.create(...of),
          get: (name) => service.get(name),
          cancel: (name) => service.cancel(name),
        };
      },
      warehouse: { until: (signal) => through(evaluations.warehouse.until(signal), 'warehouse') },
      objects,
      ledger: createLedger({ objects, bucket: artifacts }),
      holder: `process ${(processes += 1)}`,
      publish: async (event) => {
        await called(`publish ${event.type}`, async () => {
          const carried = evaluation.carries(event);
          if (carried) queue.push(carried);
        });
      },
      generationOf: () => ({
        generate: async (question) => (await called('generate', () => generate(question))) as Answer,
        modelOf: ({ id }) => `base/${id}`,
      }),
    };
  }

  /** Each in a process of its own. @throws whatever is to make the message come again */
  function receive(event: Event): Promise<void> {
    const message = pushed(event.type, event.data as never);
    if (event.type === 'landfall.evaluation.sharded.v1') return createEvaluationShard(startProcess)(message);
    return defineStage({ name: 'evaluate', createDeps: startProcess, handle: evaluate })(message);
  }

  async function deliver(): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      const messages = queue.splice(0).filter(({ type }) => type !== 'landfall.model.evaluated.v1');
      const deliveries = await Promise.allSettled(messages.map(receive));
      const again = messages.filter((_, index) => deliveries[index]!.status === 'rejected');
      queue.push(...again);
      if (queue.some(({ type }) => type !== 'landfall.model.evaluated.v1') && again.length === 0) continue;
      const marks = world.ledger.inFlight('evaluate');
      if (again.length === 0 && !(await marks.find(run))) return;
      // Longer than a lease lasts, and till the next tick of watch.
      await world.clock.advance(60_000);
      evaluation.batchEnds();
      if (!(await marks.find(run))) continue;
      await marks.unmark(run);
      queue.push((await startOf('evaluate', run, world.ledger))!);
    }
    throw new Error(`not at an end after ${rounds} rounds`);
  }

  return evaluation;
}
