import { describe, expect, test } from '@jest/globals';
import { batchSize, createSteps, shards, shardSize } from '../../../../local/vertex/model/steps';

/** Each of another length, and told by its first token. */
const examples = Array.from({ length: 21 }, (_, i) => [
  {
    tokens: [i, ...Array.from({ length: 2 + ((i * 5) % 11) }, () => 1)],
    learn: new Uint8Array(3 + ((i * 5) % 11)).fill(1),
  },
]);
const { perEpoch, shardsOf } = createSteps(examples, 4);
const shown = (step: number) =>
  shardsOf(step).map(({ batch: { lengths, tokens } }) =>
    lengths.map((_, i) => tokens[lengths.slice(0, i).reduce((a, b) => a + b, 0)]!),
  );
const epoch = (number: number) =>
  Array.from({ length: perEpoch }, (_, i) => shown(number * perEpoch + i).flat()).flat();

describe('the steps of a tuning', () => {
  test('read every example once an epoch, in an order of its own', () => {
    expect(perEpoch).toBe(3);
    expect(epoch(0).toSorted((a, b) => a - b)).toEqual(Array.from(examples.keys()));
    expect(epoch(1).toSorted((a, b) => a - b)).toEqual(Array.from(examples.keys()));
    expect(epoch(1)).not.toEqual(epoch(0));
  });

  test('are the same for whoever asks, in whatever order', () => {
    const other = createSteps(examples, 4);
    expect([5, 0, 3].map((step) => other.shardsOf(step))).toEqual([5, 0, 3].map((step) => shardsOf(step)));
    expect(createSteps(examples, 5).shardsOf(0)).not.toEqual(shardsOf(0));
  });

  test('are dealt into shards of about as many tokens, none with more examples than there is room for', () => {
    const dealt = shardsOf(0);
    expect(dealt).toHaveLength(shards);
    expect(dealt.map(({ batch }) => batch.lengths.length)).toEqual([shardSize, shardSize]);
    const [some, others] = dealt.map(({ batch }) => batch.tokens.length);
    const longest = Math.max(...dealt.flatMap(({ batch }) => batch.lengths));
    expect(Math.abs(some! - others!)).toBeLessThan(longest / 2);
  });

  test('end an epoch with what is left, if only with one example', () => {
    expect(shown(perEpoch - 1).flat()).toHaveLength(examples.length % batchSize);
    const [first, second] = createSteps(examples.slice(0, 9), 1).shardsOf(1);
    expect([first!.batch.lengths.length, second!.batch.lengths.length]).toEqual([1, 0]);
  });
});
