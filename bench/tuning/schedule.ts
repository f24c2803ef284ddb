/**
 * A schedule of the stages as they are shipped, in which every outside call may come late, in any order, crash before or after its
 * effect, and messages come twice; a provider that bills late, or never.
 */
import { heldBy, monthOf } from '../../core/spending';
import { randomIntegers } from '../../core/verdict/random';
import { digest } from '../../core/digest';
import { RetryableError } from '../../core/errors';
import { defineStage } from '../../functions/shared/stage/stage';
import { createLog } from '../../functions/shared/stage/log';
import { createLedger } from '../../functions/shared/stage/ledger';
import type { Event } from '../../functions/shared/stage/events';
import type { Objects } from '../../functions/shared/stage/objects';
import type { TuningJob, TuningJobs } from '../../functions/shared/models/provider';
import { settle as settleTune, tune } from '../../functions/tune/handler';
import { findRuns, settle as settleWatch, watch } from '../../functions/watch/handler';
import card from '../../schemas/examples/dataset.json';
import versioned from '../../schemas/events/examples/dataset.versioned.v1.json';
import type { Configuration, Run, StageResult } from '../../schemas/generated/types';
import { noLosses } from '../../test/functions/fake-tuning';
import {
  artifacts,
  createFakeClock,
  createMemoryObjects,
  exampleRun,
  pushed,
  settled,
} from '../../test/functions/fakes';

export interface Schedule {
  /** Most that was ever billed above a cap, in dollars: the bill of a job counts from its creation. */
  over: number;
  jobs: number;
  /** Of a candidate that had one already. */
  twins: number;
  /** Most candidates of a run that were ever tuned at once above what its pipeline allows. */
  crowd: number;
  crashes: number;
  refused: number;
  billed: number;
  /** What the ledger holds at the end. */
  held: number;
}

class Killed extends Error {}

const versionedType = 'landfall.dataset.versioned.v1';
const minute = 60_000;
const trainingPrice = 100;
const tokensInCard = card.statistics[0]!.promptTokens.total + card.statistics[0]!.targetTokens.total;

/** @param seed the same one is the same schedule */
export async function runSchedule(seed: string): Promise<Schedule> {
  const fill = randomIntegers(seed);
  const buffer = new Uint32Array(1);
  const random = () => (fill(buffer), buffer[0]! / 2 ** 32);
  const below = (n: number) => Math.floor(random() * n);

  const clock = createFakeClock('2026-11-23T10:00:00.000Z');
  const objects = createMemoryObjects();
  const ledger = createLedger({ objects, bucket: artifacts });
  const caps = { run: 20 + below(60), month: 40 + below(120) };
  const onOverBudget = random() < 0.5 ? ('fail' as const) : ('leaveOut' as const);
  const runs = Array.from({ length: 1 + below(3) }, (_, index) => madeRun(`${seed}/${index}`, below));
  function madeRun(name: string, draws: (n: number) => number): Run & { configuration: Configuration } {
    const run = exampleRun((configuration) => {
      const { pipeline } = configuration;
      pipeline.tuning = { ...pipeline.tuning, budget: caps, onOverBudget };
      pipeline.tuning.deadlineHours = 3;
      pipeline.tuning.maximumParallelJobs = 1 + draws(3);
      pipeline.tuning.candidates = Array.from({ length: 1 + draws(3) }, (__, at) => ({
        kind: 'tuned' as const,
        id: `c-${at}`,
        base: 'b',
        adapterSize: 8,
        epochs: 1 + draws(3),
        learningRateMultiplier: 1,
        checkpoints: 'last' as const,
      }));
      const price = { currency: 'USD', input: 0.01, output: 0.01, tunedFactor: 1, training: trainingPrice };
      configuration.baseModels = { b: { price } };
    });
    run.run = `20261123-${digest(name).slice(0, 8)}`;
    return run;
  }
  objects.put(versioned.cardUri, JSON.stringify(card));

  let [crashes, twins, over, crowd] = [0, 0, 0, 0];
  const jobs: (TuningJob & { run: string; at: number; seenAt: number; endsAt: number; bill: number; end: string })[] =
    [];
  const tunedAtOnce = ({ run }: Run) =>
    new Set(
      jobs
        .filter((job) => job.run === run && job.state === 'running' && clock.now().getTime() < job.endsAt)
        .map(({ candidate }) => candidate),
    ).size;
  const told = () => {
    const spentBy = (run?: string) =>
      jobs.filter((job) => run === undefined || job.run === run).reduce((sum, { bill }) => sum + bill, 0);
    over = Math.max(over, spentBy() - caps.month, ...runs.map(({ run }) => spentBy(run) - caps.run));
    crowd = Math.max(
      crowd,
      ...runs.map((run) => tunedAtOnce(run) - run.configuration.pipeline.tuning.maximumParallelJobs),
    );
  };

  /** Calls that wait for their turn. */
  const waiting: { go: () => void; die: () => void; owner: object }[] = [];
  const crashRate = random() < 0.3 ? 0 : 0.04;

  /** One delivery's view of the world: a crash ends it, whatever it still wants. */
  function delivery() {
    const owner = { isDead: false, since: clock.now().getTime() };
    const gated =
      <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        if (owner.isDead) throw new Killed('dead');
        await new Promise<void>((go, reject) => waiting.push({ go, die: () => reject(new Killed('dead')), owner }));
        const cutOff = clock.now().getTime() - owner.since > 540_000;
        const fate = random();
        if (cutOff || fate < crashRate / 2) return die();
        const result = await call(...args);
        if (fate < crashRate) return die();
        return result;
      };
    const die = (): never => {
      crashes += owner.isDead ? 0 : 1;
      owner.isDead = true;
      for (const other of waiting.filter((each) => each.owner === owner)) other.die();
      waiting.splice(0, waiting.length, ...waiting.filter((each) => each.owner !== owner));
      throw new Killed('crashed');
    };
    const own: Objects = {
      ...objects,
      read: gated((uri) => objects.read(uri)),
      write: gated((uri, text, condition) => objects.write(uri, text, condition)),
      remove: gated((uri, condition) => objects.remove(uri, condition)),
      list: gated((prefix, options) => objects.list(prefix, options)),
    };
    const now = () => clock.now().getTime();
    const view = (job: (typeof jobs)[number]): TuningJob => {
      const hasEnded = job.state !== 'running' || now() >= job.endsAt;
      const state = job.state === 'running' && hasEnded ? (job.end as 'succeeded') : job.state;
      const isBilled = state === 'succeeded' && job.billedTokens !== undefined && now() >= job.endsAt;
      const { billedTokens: _later, ...known } = job;
      return {
        ...known,
        state,
        startedAt: new Date(job.at).toISOString(),
        ...(isBilled && { billedTokens: job.billedTokens! }),
      };
    };
    const tuningJobs: TuningJobs = {
      find: gated(async ({ run }) => jobs.filter((job) => job.run === run && now() >= job.seenAt).map(view)),
      create: gated(async ({ run }, { id, base, epochs }) => {
        if (random() < 0.05) throw new RetryableError('quota', { cause: { code: 8 } });
        if (jobs.some((job) => job.run === run && job.candidate === id)) twins += 1;
        const billable = Math.floor(tokensInCard * (0.5 + 0.73 * random()));
        const at = now();
        const job = {
          name: `jobs/${jobs.length}`,
          candidate: id,
          base,
          state: 'running' as const,
          checkpointEndpoints: [],
          createdAt: new Date(at).toISOString(),
          run,
          at,
          seenAt: at + below(6) * minute,
          endsAt: random() < 0.1 ? Infinity : at + below(120) * minute,
          bill: (billable * epochs * trainingPrice) / 1_000_000,
          end: random() < 0.85 ? 'succeeded' : 'failed',
          epochs,
          ...(random() < 0.8 && { billedTokens: billable * epochs }),
        };
        jobs.push(job);
        told();
        return view(job);
      }),
      get: gated(async (name) => view(jobs.find((job) => job.name === name)!)),
      cancel: gated(async (name) => {
        const job = jobs.find((each) => each.name === name)!;
        if (view(job).state === 'running' && random() < 0.7) job.state = 'cancelled';
      }),
    };
    const deps = {
      objects: own,
      ledger: createLedger({ objects: own, bucket: artifacts }),
      clock,
      log: createLog({}, clock, () => {}),
      publish: gated(async ({ type, subject }: Event) => {
        const run = runs.find((each) => each.run === subject);
        if (run && type === versionedType) messages.push({ run, at: clock.now().getTime() });
      }),
      holder: `${seed}/${below(1e9)}`,
    };
    return { deps, tuningJobs };
  }

  const tuneOf = (run: Run) => {
    const { deps, tuningJobs } = delivery();
    const receive = defineStage({
      name: 'tune',
      createDeps: () => ({ ...deps, tuningOf: () => tuningJobs }),
      handle: tune,
      settle: settleTune,
    });
    return receive(pushed(versionedType, { ...versioned, run: run.run }));
  };
  const tick = () => {
    const { deps, tuningJobs } = delivery();
    const receive = defineStage({
      name: 'watch',
      createDeps: () => ({
        ...deps,
        tuningOf: () => tuningJobs,
        lossesOf: noLosses,
        warehouse: { hasEnded: async () => true },
        endpointsOf: () => ({ ensure: async () => ({ answers: true }) }),
        batchOf: () => ({ get: () => Promise.reject(new Error('there are no batches')) }),
      }),
      findRuns,
      handle: watch,
      settle: settleWatch,
    });
    return receive(pushed('landfall.watch.tick.v1', {}));
  };

  const times = { startedAt: clock.now().toISOString(), finishedAt: clock.now().toISOString() };
  for (const run of runs) {
    await ledger.createRun(run);
    const output = { type: versionedType, data: { ...versioned, run: run.run } } as const;
    await ledger.recordResult(run, { stage: 'transform', status: 'succeeded', ...times, output } as StageResult);
  }
  const messages: { run: Run; at: number }[] = runs.flatMap((run) =>
    Array.from({ length: 1 + below(3) }, () => ({ run, at: clock.now().getTime() + below(20) * minute })),
  );
  const end = clock.now().getTime() + 8 * 60 * minute;
  let ticking: Promise<unknown> | undefined;
  while (clock.now().getTime() < end) {
    for (const message of messages.filter(({ at }) => at <= clock.now().getTime())) {
      messages.splice(messages.indexOf(message), 1);
      // What throws comes again, after the back-off.
      tuneOf(message.run).catch(() =>
        messages.push({ ...message, at: clock.now().getTime() + (1 + below(10)) * minute }),
      );
    }
    if (!ticking && random() < 0.5) ticking = tick().finally(() => (ticking = undefined));
    for (let turns = below(40); turns > 0 || messages.length === 0; turns--) {
      await settled();
      if (waiting.length === 0) break;
      waiting.splice(below(waiting.length), 1)[0]!.go();
    }
    const isQuiet = waiting.length === 0 && messages.length === 0;
    await clock.advance(isQuiet ? 10 * minute : minute);
  }
  const spending = (await ledger.findSpending(runs[0]!.pipeline, monthOf(runs[0]!)))?.value;
  const entries = Object.values(spending?.entries ?? {});
  const results = await Promise.all(runs.map((run) => ledger.findResult(run, 'tune')));
  return {
    over,
    jobs: jobs.length,
    twins,
    crowd,
    crashes,
    refused: results.filter(
      (result) => result?.status === 'failed' || (result?.output?.data as { leftOut?: unknown })?.leftOut,
    ).length,
    billed: jobs.reduce((sum, { bill }) => sum + bill, 0),
    held: entries.reduce((sum, entry) => sum + heldBy(entry), 0),
  };
}
