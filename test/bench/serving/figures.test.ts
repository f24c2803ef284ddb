import { describe, expect, test } from '@jest/globals';
import { figuresOf } from '../../../bench/serving/cold-start';
import { latencyFigures } from '../../../bench/serving/latency';
import { quantile } from '../../../bench/serving/load';
import { question, pieces } from '../../../bench/serving/question';
import { missingIn } from '../../../bench/serving/streams';

/** Of one that takes so long for everything, and answers so many a second. */
const measured = (name: string, milliseconds: number, rate: number) => ({
  name,
  alone: [milliseconds],
  firstPieces: [milliseconds],
  together: [milliseconds],
  rates: [rate],
  ids: [],
});
const problemsOf = (milliseconds: number, rate: number) =>
  latencyFigures([
    measured('model', 0.1, 9000),
    measured('serve', milliseconds, rate),
    measured('other', 0.9, 1000),
  ]).flatMap(({ problem }) => problem ?? []);

describe('figures of serving', () => {
  test('keep every promise, or say which is broken', () => {
    expect(problemsOf(0.4, 2500)).toEqual([]);
    expect(problemsOf(0.6, 1500)).toEqual([
      'not below 1 ms and at most half of the other',
      'not twice the other',
      'not at most half of the other',
    ]);
    expect(problemsOf(1.2, 2500)).toContain('not below 1 ms');
  });

  test('tell what is added to the model alone', () => {
    const [, own, others] = latencyFigures([
      measured('model', 0.1, 9000),
      measured('serve', 0.4, 2500),
      measured('other', 0.9, 1000),
    ]);
    expect([own!.value, others!.value]).toEqual([expect.closeTo(0.3), expect.closeTo(0.8)]);
    expect(own!.ratio).toBeCloseTo(0.375);
  });

  test('take a quantile from among the values', () => {
    expect([0, 0.5, 0.99, 1].map((share) => quantile([3, 1, 2], share))).toEqual([1, 2, 3, 3]);
  });
});

describe('a stream', () => {
  const chunk = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
  const end = 'data: [DONE]\n\n';

  test.each([
    ['whole', [...pieces.map(chunk), end], 0],
    ['without its end', pieces.map(chunk), 1],
    ['without a piece', [...pieces.slice(1).map(chunk), end], 1],
    ['in another order', [...pieces.toReversed().map(chunk), end], 1],
    ['of nothing', [], pieces.length],
  ])('that is %s', (_, parts, missing) => {
    expect(missingIn(parts.join(''))).toBe(missing);
  });

  test('is asked for with its usage, as OpenAI’s clients do', () => {
    expect(question(true)).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(question(false)).not.toHaveProperty('stream');
  });
});

describe('a cold start', () => {
  const measured = (milliseconds: number, processor: number) => ({ milliseconds, processor, mebibytes: 60 });

  test('is held against the empty one beside it: by the least of times, and by the mean of processor time', () => {
    const figures = figuresOf(
      new Map([
        [
          'serve',
          [
            [measured(900, 190), measured(150, 130)],
            [measured(240, 170), measured(800, 110)],
          ],
        ],
        ['watch', [[measured(140, 120), measured(100, 120)]]],
      ]),
    );
    const ratioOf = (name: string) => figures.find((figure) => figure.name === name)!.ratio;
    expect(ratioOf('first answer, serve')).toBe(1.6);
    expect(ratioOf('processor time until then, serve')).toBe(1.5);
    expect(figures.flatMap(({ name, problem }) => (problem ? [`${name}: ${problem}`] : []))).toEqual([
      'first answer, serve: not 1.5 times an empty function at most',
    ]);
  });
});
