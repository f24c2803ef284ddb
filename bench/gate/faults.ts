/** Faults, one a run, at any call of evaluate as it is shipped: whether one ever changes a score. */
import { Readable } from 'node:stream';
import { RetryableError } from '../../core/errors';
import { evaluate } from '../../functions/evaluate/handler';
import type { Generation } from '../../functions/shared/models/provider';
import { createLedger } from '../../functions/shared/stage/ledger';
import type { Objects } from '../../functions/shared/stage/objects';
import { defineStage } from '../../functions/shared/stage/stage';
import type { EvaluationReport, ModelEvaluated } from '../../schemas/generated/types';
import { artifacts, pushed, type World } from '../../test/functions/fakes';
import type { Figure } from '../figure';
import { evenly, instantModels, landedFor, type InstantPipeline } from './instant-pipeline';
import { chanceFrom } from './models';
import { createFakeBatches } from '../../test/functions/fake-batches';

/** Three parts of answers a subject. */
const heldOut = 12;

type Call = () => Promise<unknown>;

/** What goes wrong: with the call, with the process that makes it, or with the world meanwhile. */
type Fault = (
  call: Call,
  around: { die: () => Promise<never>; world: World; again: () => Promise<void> },
) => Promise<unknown>;

const refuse =
  (failure: () => Error): Fault =>
  () =>
    Promise.reject(failure());

const faults: Record<string, Fault> = {
  'a call is refused for the moment, as 429 and 503 are': refuse(() => new RetryableError('503: try again later')),
  'a call fails for a reason that nobody knows': refuse(() => new TypeError('fetch failed')),
  'a call does its work, and the answer to it is lost': async (call) => {
    await call();
    throw new RetryableError('the connection was reset');
  },
  'the process dies before a call': (_, { die }) => die(),
  'the process dies after a call': async (call, { die }) => {
    await call();
    return die();
  },
  'the time is up during a call': async (call, { world }) => {
    const answer = await call();
    await world.clock.advance(500_000);
    return answer;
  },
  'the message comes twice': (call, { again }) => {
    void again();
    return call();
  },
};

export async function faultFigures(runs: number): Promise<Figure[]> {
  const chance = chanceFrom('faults');
  const undisturbed = await scoresAfter(() => undefined);
  const names = Object.keys(faults);
  const met: Record<string, number> = {};
  let changed = 0;
  for (let run = 0; run < runs; run++) {
    const name = names[run % names.length]!;
    const at = Math.floor(chance() * undisturbed.calls);
    const { scores } = await scoresAfter((call) => {
      if (call !== at) return undefined;
      met[name] = (met[name] ?? 0) + 1;
      return faults[name];
    });
    if (scores !== undisturbed.scores) changed++;
  }
  return [
    ...Object.entries(met).map(([name, value]) => ({ name: `faults: ${name}`, value, unit: 'times' })),
    {
      name: `runs of evaluate whose scores are others for a fault, of ${runs}`,
      value: changed,
      unit: 'runs',
      problem: changed > 0 ? 'a fault changes a score' : undefined,
    },
  ];
}

/** Deliveries after which a run that has come to no result never will. */
const patience = 12;

/** Every score of every subject, as text, when evaluate is through. @param faultAt of the call of that number, over all deliveries */
async function scoresAfter(faultAt: (call: number) => Fault | undefined): Promise<{ scores: string; calls: number }> {
  const pipeline = await landedFor('faults', heldOut);
  const found = await scoresOf(pipeline, faultAt);
  // What a dead process listened to ends with its time: Node holds on to combined signals that somebody listens to, and so to all of its world.
  await pipeline.world.clock.advance(600_000);
  return found;
}

async function scoresOf(
  pipeline: InstantPipeline,
  faultAt: (call: number) => Fault | undefined,
): Promise<{ scores: string; calls: number }> {
  const { world, run } = pipeline;
  let calls = 0;
  for (let delivery = 0; delivery < patience; delivery++) {
    await deliver(pipeline, `process ${delivery}`, (call, around) => {
      const fault = faultAt(calls++);
      return fault ? fault(call, around) : call();
    });
    const result = await world.ledger.findResult(run, 'evaluate');
    if (result?.status === 'failed') throw new Error(`a fault ended the run: ${result.error?.message}`);
    if (result) {
      const { reportUri } = result.output!.data as ModelEvaluated;
      const { predictions, metrics } = JSON.parse(world.objects.text(reportUri)!) as EvaluationReport;
      const scores = predictions.map(({ line, answers }) => [
        line,
        Object.entries(answers).map(([subject, answer]) => [subject, answer.scores]),
      ]);
      return { scores: JSON.stringify([scores, metrics]), calls };
    }
    // A lease that a dead process holds is over by then.
    await world.clock.advance(120_000);
  }
  throw new Error(`no result after ${patience} deliveries`);
}

/** One delivery to a process of its own, until it is answered, or the process is dead: from then on nothing that it calls is done. */
async function deliver(
  pipeline: InstantPipeline,
  holder: string,
  through: (call: Call, around: Parameters<Fault>[1]) => Promise<unknown>,
): Promise<void> {
  const { world, evaluations, tuned } = pipeline;
  let twin: Promise<void> | undefined;
  let die = () => {};
  const death = new Promise<void>((resolve) => (die = resolve));
  let isDead = false;
  const never = () => {
    isDead = true;
    die();
    return new Promise<never>(() => {});
  };
  const again = () => (twin = deliver(pipeline, `twin of ${holder}`, (call) => call()));
  const guarded =
    <A extends unknown[], R>(method: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      isDead ? never() : (through(() => method(...args), { die: never, world, again }) as Promise<R>);

  const { objects } = world;
  const shaky: Objects = {
    ...objects,
    read: guarded((...args: Parameters<Objects['read']>) => objects.read(...args)),
    write: guarded((...args: Parameters<Objects['write']>) => objects.write(...args)),
    remove: guarded((...args: Parameters<Objects['remove']>) => objects.remove(...args)),
    list: guarded((...args: Parameters<Objects['list']>) => objects.list(...args)),
    openRead: (...args) => Readable.from(opened(guarded(() => Promise.resolve(objects.openRead(...args))))),
  };
  const models = instantModels(
    ({ model, text }) => evenly(`${model} ${text}`) < (model.startsWith('base/') ? 0.2 : 0.7),
  );
  const generation: Generation = { ...models, generate: guarded(models.generate) };
  const receive = defineStage({
    name: 'evaluate',
    createDeps: () => ({
      ...world,
      holder,
      objects: shaky,
      ledger: createLedger({ objects: shaky, bucket: artifacts }),
      generationOf: () => generation,
      batchOf: createFakeBatches(world.objects).batchOf,
      evaluationsTable: evaluations.evaluationsTable,
      warehouse: {
        until: (signal) => {
          const { append } = evaluations.warehouse.until(signal);
          return { append: guarded(append) };
        },
      },
    }),
    handle: evaluate,
  });
  const answered = receive(pushed('landfall.tuning.finished.v1', tuned)).catch(() => undefined);
  await Promise.race([answered, death]);
  await twin;
}

async function* opened(open: () => Promise<Readable>) {
  yield* await open();
}
