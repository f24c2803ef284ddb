import { describe, expect, test } from '@jest/globals';
import { begunAlways, circleIn, waitsFor } from '../../../core/chain/graph';
import { slowestWay } from '../../../core/chain/limits';
import { everyRoute, routing } from '../../../core/chain/routes';
import type { ChainSpec, ChainStep } from '../../../schemas/generated/types';

/** A step that names others, in so many seconds. */
const named = (text: string, more: Partial<ChainStep> = {}): ChainStep => ({
  ask: { model: 'base', prompt: 'a.yaml', with: { text } },
  timeLimit: 10,
  attempts: 1,
  ...more,
});
const route: ChainStep = {
  classify: { model: 'base', prompt: 'a.yaml', labels: ['a', 'b', 'c'] },
  timeLimit: 5,
  attempts: 1,
};

describe('the steps of a chain', () => {
  const steps = {
    route,
    first: named('{{input.body}}', { fallback: { step: 'spare' } }),
    spare: named('{{steps.source}}'),
    source: named('x'),
    second: named('{{steps.first}} {{steps.first}}', { when: { route: 'a' } }),
  };

  test('wait for those that they name, and for who decides their route', () => {
    expect(waitsFor('second', steps)).toEqual(['route', 'first']);
    expect(waitsFor('source', steps)).toEqual([]);
  });

  test('are begun at once but for those that only take a place, and what only these name', () => {
    expect([...begunAlways({ steps, output: '{{steps.second}}' })].toSorted()).toEqual(['first', 'route', 'second']);
  });

  test.each<[string, ChainSpec['steps'], string[] | undefined]>([
    ['names itself', { a: named('{{steps.a}}') }, ['a', 'a']],
    ['is named by what it names', { a: named('{{steps.b}}'), b: named('{{steps.a}}') }, ['a', 'b', 'a']],
    [
      'waits for what it decides',
      {
        a: { ...route, classify: { ...route.classify!, with: { t: '{{steps.b}}' } } },
        b: named('x', { when: { a: 'a' } }),
      },
      ['a', 'b', 'a'],
    ],
    [
      'would be replaced by what names it',
      { a: named('x', { fallback: { step: 'b' } }), b: named('{{steps.a}}') },
      ['a', 'b', 'a'],
    ],
    [
      'is named twice, in no circle',
      { a: named('{{steps.b}}{{steps.c}}'), b: named('{{steps.c}}'), c: named('x') },
      undefined,
    ],
  ])('form a circle where one %s', (_, all, circle) => expect(circleIn(all)).toEqual(circle));
});

describe('the slowest way', () => {
  test.each<[string, ChainSpec['steps'], number, string[]]>([
    [
      'is the longest of those side by side',
      { a: named('x'), b: named('x', { timeLimit: 30 }), last: named('{{steps.a}}{{steps.b}}') },
      40,
      ['b', 'last'],
    ],
    ['has every attempt with its pause', { last: named('x', { attempts: 3 }) }, 31.5, ['last']],
    [
      'has another model after them',
      { last: named('x', { attempts: 2, fallback: { model: 'other' } }) },
      30.5,
      ['last'],
    ],
    [
      'has another step after them, with what that waits for',
      {
        last: named('x', { fallback: { step: 'spare' } }),
        spare: named('{{steps.far}}'),
        far: named('x', { timeLimit: 60 }),
      },
      80,
      ['last', 'far', 'spare'],
    ],
  ])('%s', (_, steps, seconds, way) =>
    expect(slowestWay({ steps, output: '{{steps.last}}' })).toEqual({ seconds, steps: way }),
  );
});

describe('the routes', () => {
  const steps = {
    route,
    only: named('x', { when: { route: ['a', 'b'] } }),
    after: named('{{steps.only}}'),
    either: named('{{steps.after | steps.other}}'),
    other: named('x', { when: { route: 'b' } }),
    never: named('{{steps.only}}', { when: { route: 'c' } }),
    always: named('{{steps.never | input.body}}'),
  };

  test.each([
    ['a', 'after always either only route'],
    ['b', 'after always either only other route'],
    ['c', 'always route'],
  ])('by %s leads to %s', (label, on) => {
    expect(
      Object.keys(steps)
        .filter(routing(steps)({ route: label }))
        .toSorted()
        .join(' '),
    ).toBe(on);
  });

  test('are as many as labels of all that decide, taken together', () => {
    const two = {
      ...steps,
      kind: { ...route, classify: { ...route.classify!, labels: ['x', 'y'] } },
      last: named('x', { when: { kind: 'x' } }),
    };
    expect(everyRoute(two)).toHaveLength(6);
    expect(everyRoute({ a: named('x') })).toEqual([{}]);
  });
});
