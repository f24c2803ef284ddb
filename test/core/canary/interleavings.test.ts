import { describe, expect, test } from '@jest/globals';
import { chanceFrom } from '../../../bench/gate/models';
import { beginCanary, goBack, settleStep, type StepVerdict } from '../../../core/canary/rollout';
import { endpointsOf } from '../../../core/production';
import type { Production } from '../../../schemas/generated/types';

/**
 * A model of the world: one object that changes only by compare-and-swap, rows that are kept by their name, and workers
 * that are stopped, for good or for others' sake, between any two of their requests. Each `yield` is one request.
 */
type Worker = Generator<undefined, void, undefined>;

const steps = [0, 0.1, 0.5, 1];
const runs = ['20261201-aaaaaaaa', '20261202-bbbbbbbb', '20261203-cccccccc'];
const at = new Date('2026-12-04T00:00:00.000Z');

const deployment = (run: string) => ({
  run,
  candidate: 'lora-8',
  base: 'gemini-3.5-flash-lite',
  endpoint: `e/${run}`,
  model: `m/${run}`,
  promptDigest: 'b6f0c0e37a1d',
  metrics: { exactMatch: 0.5 },
});

const { endpoint, ...first } = deployment('20261101-00000000');
const firstProduction: Production = {
  ...first,
  pipeline: 'p',
  serving: [{ endpoint, share: 1 }],
  deployedAt: '2026-11-01T00:00:00.000Z',
};

const nameOf = ({ run, step }: Pick<StepVerdict, 'run' | 'step'>) => `${run}/${step}`;

class World {
  production = firstProduction;
  generation = 0;
  readonly rows = new Map<string, StepVerdict>();
  /** What has really happened, write by write. */
  readonly decided: StepVerdict[] = [];
  readonly begun: string[] = [];
  /** What must not be. */
  readonly broken: string[] = [];

  /** Whether it was written. */
  swap(next: Production, generation: number): boolean {
    if (generation !== this.generation) return false;
    const known =
      this.production.canary?.run === next.canary?.run || next.canary === undefined
        ? (this.production.verdicts ?? [])
        : [];
    this.decided.push(...(next.verdicts ?? []).slice(known.length));
    if (next.canary && next.canary.run !== this.production.canary?.run) this.begun.push(next.canary.run);
    this.production = next;
    this.generation++;
    this.check();
    return true;
  }

  record(verdict: StepVerdict): void {
    const known = this.rows.get(nameOf(verdict));
    if (known && known.decision !== verdict.decision) this.broken.push(`${nameOf(verdict)} was decided twice`);
    this.rows.set(nameOf(verdict), verdict);
  }

  /** One production, always: it has all the requests but those of its canary. */
  private check(): void {
    const { production, broken } = this;
    const { canary, serving } = production;
    const arms = [`e/${production.run}`, ...(canary ? [canary.endpoint] : [])];
    if (endpointsOf(production).join() !== arms.join()) broken.push(`${endpointsOf(production).join()} serve`);
    if (canary && serving[1]!.share !== steps[canary.step]) broken.push('the canary has not the share of its step');
    if (Math.abs(serving.reduce((sum, { share }) => sum + share, 0) - 1) > 1e-12)
      broken.push('shares do not come to 1');
  }
}

/** Puts on record what the pointer says was decided: before the pointer forgets it, and after whoever decided it died. */
function* recordVerdicts(world: World, { verdicts = [] }: Production): Worker {
  for (const verdict of verdicts) {
    yield;
    world.record(verdict);
  }
}

/** Begins a run's canary, unless that was done; comes again while another is under way. */
function* deploy(world: World, run: string): Worker {
  for (;;) {
    yield;
    const { production, generation } = world;
    yield* recordVerdicts(world, production);
    const isKnown = [production.run, production.canary?.run, production.previous?.run].includes(run);
    if (isKnown || world.rows.has(nameOf({ run, step: 0 }))) return;
    const next = beginCanary(production, deployment(run), { steps, at });
    yield;
    if (next && world.swap(next, generation)) return;
  }
}

/** A tick: judges the canary there is, and writes what follows from it for production as it is by then. */
function* tick(world: World, decide: () => StepVerdict['decision'] | 'hold'): Worker {
  yield;
  const { production } = world;
  yield* recordVerdicts(world, production);
  const { canary } = production;
  if (!canary) return;
  yield;
  const decision = decide();
  if (decision === 'hold') return;
  const { run, step } = canary;
  yield;
  const { production: then, generation } = world;
  const next = settleStep(then, { run, step, decision, reason: 'evidence', at: at.toISOString() });
  yield;
  if (next && world.swap(next, generation)) yield* recordVerdicts(world, next);
}

/** Somebody types `rollback`. */
function* goBackByHand(world: World): Worker {
  yield;
  const { production, generation } = world;
  const next = goBack(production, { reason: 'by hand', at });
  yield;
  if (next) world.swap(next, generation);
}

/** Lets workers and their twins go on by turns that chance gives, kills some, and in the end lets all work be done that is left. */
function live(seed: number): World {
  const random = chanceFrom(`life ${seed}`);
  const world = new World();
  const decide = () => {
    const draw = random();
    return draw < 0.45 ? 'pass' : draw < 0.6 ? 'rollback' : 'hold';
  };
  const starts = [
    ...runs.flatMap((run) => [() => deploy(world, run), () => deploy(world, run)]),
    ...Array.from({ length: 12 }, () => () => tick(world, decide)),
    ...(random() < 0.5 ? [() => goBackByHand(world)] : []),
  ];
  let workers: Worker[] = [];
  const waiting = starts.toSorted(() => random() - 0.5);
  while (waiting.length > 0 || workers.length > 0) {
    if (waiting.length > 0 && (workers.length === 0 || random() < 0.2)) workers.push(waiting.pop()!());
    const worker = workers[Math.floor(random() * workers.length)]!;
    const isOver = random() < 0.02 || worker.next().done;
    if (isOver) workers = workers.filter((each) => each !== worker);
    // A deployment that waits for another's canary waits for ticks: when there are none left it is delivered again later.
    if (waiting.length === 0 && workers.every((each) => each.next().done === false) && random() < 0.05) workers = [];
  }
  settleAll(world, decide);
  return world;
}

/** What redelivery and the schedule see to: every run is deployed, every canary comes to its end. */
function settleAll(world: World, decide: () => StepVerdict['decision'] | 'hold'): void {
  for (const run of runs) {
    for (const _ of deploy(world, run)) if (world.production.canary && world.production.canary.run !== run) finish();
    finish();
  }
  function finish(): void {
    do for (const _ of tick(world, decide));
    while (world.production.canary);
    for (const _ of tick(world, decide));
  }
}

describe('ten thousand lives of three runs with their twins, crashes, ticks and somebody who goes back', () => {
  const worlds = Array.from({ length: 10_000 }, (_, seed) => live(seed));
  /** Those lives, by their seeds, in which something is not so. */
  const unless = (isSo: (world: World) => boolean) => worlds.flatMap((world, seed) => (isSo(world) ? [] : [seed]));

  test('have one production at every moment', () => {
    expect(worlds.flatMap(({ broken }) => broken)).toEqual([]);
  });

  test('begin each canary once', () => {
    expect(unless(({ begun }) => begun.toSorted().join() === runs.join())).toEqual([]);
  });

  test('decide each step once, in order, and nothing after a rollback', () => {
    const isWhole = (verdicts: StepVerdict[]) =>
      verdicts.length > 0 &&
      verdicts.every(
        ({ step, decision }, at) =>
          step === at &&
          (at === verdicts.length - 1 ? decision === 'rollback' || step === steps.length - 2 : decision === 'pass'),
      );
    expect(
      unless(({ decided }) => runs.every((run) => isWhole(decided.filter((verdict) => verdict.run === run)))),
    ).toEqual([]);
  });

  test('have every verdict on record, and no other', () => {
    const names = (verdicts: Iterable<StepVerdict>) => [...verdicts].map(nameOf).toSorted().join();
    expect(unless(({ decided, rows }) => names(rows.values()) === names(decided))).toEqual([]);
  });

  test('come to different ends', () => {
    const ends = new Set(worlds.map(({ production }) => production.run));
    expect([...ends].toSorted()).toEqual([firstProduction.run, ...runs]);
  });
});
