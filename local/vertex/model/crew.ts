/**
 * The replicas of a tuning, on one core or on several. Each takes its shards of every step, reads the adapter from memory that
 * all share and writes its gradients there: threads share no kernels, whose scratch memory is one.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Base } from './base';
import type { Example } from './batch';
import { marginOf, preferenceObjective } from './preference';
import { createReplica, type Replica } from './replica';
import { createSteps, shards, shardSize, toBatches, type Shard } from './steps';
import { countTargets } from './transformer';
import type { TuningRequest } from './request';

/** What the threads of a tuning share. */
export interface Desk {
  adapter: Float32Array;
  /** Of each shard, for what its targets lose on average. */
  gradients: Float32Array[];
  losses: Float64Array;
  /** Of pairs: by how much the preferred answer was likelier at the beginning. */
  references: Float64Array;
}

export interface Crew {
  desk: Desk;
  /** For whatever is asked between steps. */
  replica: Replica;
  /**
   * Computes step 0, 1, … at the desk's adapter.
   * @returns the mean loss in nats per target, or of a pair, and each shard's share of these; rejects when a thread has failed
   */
  run: (step: number) => Promise<{ loss: number; shares: number[] }>;
  close: () => void;
}

/** What a further thread is started with. */
export interface Hired {
  request: TuningRequest;
  desk: Desk;
  place: number;
  places: number;
}

/** @param size numbers of the adapter */
export function createCrew(request: TuningRequest, base: Base, examples: Example[], size: number): Crew {
  const places = Math.min(request.workers ?? 1, shards);
  const floats = () => new Float32Array(new SharedArrayBuffer(4 * size));
  const desk: Desk = {
    adapter: floats(),
    gradients: Array.from({ length: shards }, floats),
    losses: new Float64Array(new SharedArrayBuffer(8 * shards)),
    references: new Float64Array(new SharedArrayBuffer(8 * examples.length)),
  };
  const weigh = ({ places: { length }, batch }: Shard) => (request.beta === undefined ? countTargets(batch) : length);
  const first = createMember(base, examples, { request, desk, place: 0, places });
  const others = Array.from({ length: places - 1 }, (_, i) => {
    const workerData: Hired = { request, desk, place: i + 1, places };
    return new Worker(join(__dirname, 'crew-thread.js'), { workerData });
  });
  return {
    desk,
    replica: first.replica,
    async run(step) {
      const done = others.map((thread) => once(thread, 'message')); // rejects on the thread's error
      others.forEach((thread) => thread.postMessage(step));
      const counts = first.work(step).map(weigh);
      await Promise.all(done);
      const all = counts.reduce((a, b) => a + b, 0);
      const shares = counts.map((count) => count / all);
      return { loss: shares.reduce((sum, share, shard) => sum + share * desk.losses[shard]!, 0), shares };
    },
    close: () => others.forEach((thread) => void thread.terminate()),
  };
}

/** One thread's replica. `work` computes those shards of a step that are its own, and returns all. */
export function createMember(base: Base, examples: Example[], { request, desk, place, places: all }: Hired) {
  const { beta } = request;
  const sequences = beta === undefined ? 1 : 2;
  const replica = createReplica(base, request.adapterSize, shardSize * sequences * base.layout.shape.context);
  const steps = createSteps(examples, request.seed);
  return {
    replica,
    work: (step: number) => {
      const dealt = steps.shardsOf(step);
      dealt.forEach(({ places, batch }, shard) => {
        if (shard % all !== place) return;
        const objective =
          beta === undefined
            ? undefined
            : preferenceObjective(
                beta,
                places.map((example) => desk.references[example]!),
              );
        desk.losses[shard] =
          places.length > 0 ? replica.learn(desk.adapter, batch, desk.gradients[shard]!, objective) : 0;
      });
      return dealt;
    },
  };
}

/** Of each pair, by how much its preferred answer is likelier than the other. */
export function marginsOf(replica: Replica, adapter: Float32Array, pairs: Example[]): number[] {
  const losses = replica.losses(adapter, toBatches(pairs));
  return pairs.map((_, pair) => marginOf(losses.slice(2 * pair, 2 * pair + 2)));
}
