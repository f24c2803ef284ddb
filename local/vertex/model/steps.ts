/** What each step of a tuning learns from: a function of the examples, the seed and the step's number alone. */
import { countTokens, toBatch, type Example } from './batch';
import { permutation } from './random';
import type { Batch } from './transformer';

export const batchSize = 8;

/** Parts of a batch that may be computed side by side; the sum of their gradients does not depend on who computed them. */
export const shards = 2;

/** A part of a step: its examples by their places, and as a batch. */
export interface Shard {
  places: number[];
  batch: Batch;
}

/** The examples of one shard at most. */
export const shardSize = batchSize / shards;

/** @returns the shards of step 0, 1, …: in each epoch every example once, in an order of its own */
export function createSteps(
  examples: Example[],
  seed: number,
): {
  perEpoch: number;
  shardsOf: (step: number) => Shard[];
} {
  const perEpoch = Math.ceil(examples.length / batchSize);
  let order = { epoch: -1, indices: [] as number[] };
  return {
    perEpoch,
    shardsOf(step) {
      const epoch = Math.floor(step / perEpoch);
      if (order.epoch !== epoch) order = { epoch, indices: permutation(examples.length, seed + epoch + 1) };
      const first = (step % perEpoch) * batchSize;
      return deal(examples, order.indices.slice(first, first + batchSize)).map((places) => ({
        places,
        batch: toBatch(places.flatMap((place) => examples[place]!)),
      }));
    },
  };
}

/** All examples in batches that a replica has room for. */
export const toBatches = (examples: Example[]): Batch[] =>
  Array.from({ length: Math.ceil(examples.length / shardSize) }, (_, i) =>
    toBatch(examples.slice(i * shardSize, (i + 1) * shardSize).flat()),
  );

/** The longest first, to and fro between the shards, so that they take about as long as each other. */
function deal(examples: Example[], chosen: number[]): number[][] {
  const dealt = Array.from({ length: shards }, (): number[] => []);
  chosen
    .toSorted((a, b) => countTokens(examples[b]!) - countTokens(examples[a]!))
    .forEach((place, i) => {
      const round = Math.floor(i / shards);
      dealt[round % 2 === 0 ? i % shards : shards - 1 - (i % shards)]!.push(place);
    });
  return dealt;
}
