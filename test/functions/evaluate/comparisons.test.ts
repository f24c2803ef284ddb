import { describe, expect, test } from '@jest/globals';
import type { SubjectAnswers } from '../../../functions/shared/evaluation/recorded-answers';
import { compareWithRivals, type Asked, type Compared } from '../../../functions/evaluate/comparisons';
import { usualGate } from '../../usual-gate';

const asked = (change: Partial<Asked['gate']> = {}): Asked => ({
  metrics: ['exactMatch', 'macroF1'],
  gate: { ...usualGate({ metric: 'exactMatch', minimum: 0 }), ...change },
});
const terms = { level: 0.05, seed: '20261123-0be7c4a1' };

/** A score per example; undefined where it could not be asked. */
const answering = (scores: (number | undefined)[]): SubjectAnswers => ({
  parts: [],
  measured: scores.map((score): SubjectAnswers['measured'][number] =>
    score === undefined
      ? { outcome: 'rejected', finishReason: 'STOP', rejection: 'too long', scores: {} }
      : { outcome: 'answered', finishReason: 'STOP', scores: { exactMatch: score } },
  ),
});
const examples = 40;
const right = (count: number) => Array.from({ length: examples }, (_, n) => (n < count ? 1 : 0));
const compared = (answers: Record<string, (number | undefined)[]>, change: Partial<Compared> = {}): Compared => ({
  answers: Object.fromEntries(Object.entries(answers).map(([name, scores]) => [name, answering(scores)])),
  candidates: Object.keys(answers).filter((name) => /^(?:lora|few)/.test(name)),
  prompted: Object.keys(answers).filter((name) => name.startsWith('few')),
  groups: Array.from({ length: examples }, () => undefined),
  ...change,
});
const pairs = (found: ReturnType<typeof compareWithRivals>) =>
  found.map(({ candidate, rival, verdict }) => [candidate, rival, verdict]);

describe('comparisons', () => {
  const everybody = {
    base: right(4),
    'lora-8': right(30),
    'naive:nearest': right(10),
    production: right(30),
    'lora-16': right(36),
  };

  test('are of every candidate with every rival', () => {
    expect(pairs(compareWithRivals(compared(everybody), asked(), terms))).toEqual([
      ['lora-8', 'base', 'better'],
      ['lora-8', 'naive:nearest', 'better'],
      ['lora-8', 'production', 'not measurable'],
      ['lora-16', 'base', 'better'],
      ['lora-16', 'naive:nearest', 'better'],
      ['lora-16', 'production', 'better'],
    ]);
    // With those that the gate does not ask for too: whoever reads the report may.
    const found = compareWithRivals(compared(everybody), asked({ against: ['base'] }), terms);
    expect(pairs(found)).toHaveLength(6);
    expect(pairs(found).slice(0, 2)).toEqual([
      ['lora-8', 'base', 'better'],
      ['lora-16', 'base', 'better'],
    ]);
  });

  test('are on the examples that all could be asked', () => {
    const [, ...others] = right(30);
    const found = compareWithRivals(compared({ ...everybody, production: [undefined, ...others] }), asked(), terms);
    expect(new Set(found.map(({ n }) => n))).toEqual(new Set([examples - 1]));
  });

  test('take what hangs together as one', () => {
    const groups = Array.from({ length: examples }, (_, n) => `shop ${n % 4}`);
    const [found] = compareWithRivals(compared(everybody, { groups }), asked({ against: ['base'] }), terms);
    expect(found).toMatchObject({ clusters: 4, method: 'sign flips', verdict: 'not measurable' });
  });

  test('take an example without a group for itself, whatever groups are called', () => {
    const groups = [undefined, 'example 0', ...Array.from({ length: examples - 2 }, () => undefined)];
    const [found] = compareWithRivals(compared(everybody, { groups }), asked({ against: ['base'] }), terms);
    expect(found).not.toHaveProperty('clusters');
  });

  test('with a production that was taught another prompt are told to be none', () => {
    const { production: _, ...others } = everybody;
    const found = compareWithRivals(compared(others, { withoutProduction: 'it is another prompt' }), asked(), terms);
    expect(found.filter(({ rival }) => rival === 'production')).toMatchObject([
      { candidate: 'lora-8', verdict: 'not measurable', method: 'none', reasons: ['it is another prompt'] },
      { candidate: 'lora-16', verdict: 'not measurable' },
    ]);
  });

  test('leave out a candidate that has no answers, and ask for the margin', () => {
    const found = compareWithRivals(
      compared(everybody, { candidates: ['gone', 'lora-16'] }),
      asked({ margin: 0.9, against: ['base'] }),
      terms,
    );
    expect(new Set(found.map(({ candidate }) => candidate))).toEqual(new Set(['lora-16']));
    expect(found.map(({ verdict }) => verdict)).not.toContain('better');
  });

  test('are of macro F1 where the gate asks for it', () => {
    const wanted = Array.from({ length: examples }, (_, n) => (n < 30 ? 'often' : 'rarely'));
    const saying = (said: (place: number) => string): SubjectAnswers => ({
      parts: [],
      measured: wanted.map((label, place) => ({
        outcome: 'answered',
        finishReason: 'STOP',
        scores: { macroF1: Number(said(place) === label) },
        statistics: { macroF1: [said(place), label] },
      })),
    });
    const answers = { base: saying(() => 'often'), 'lora-8': saying((place) => wanted[place]!) };
    const found = compareWithRivals(
      { ...compared({}), answers, candidates: ['lora-8'] },
      asked({ metric: 'macroF1' }),
      terms,
    );
    expect(found).toMatchObject([
      { method: 'swaps', verdict: 'better', means: { candidate: 1, rival: expect.closeTo(60 / 70 / 2, 9) } },
    ]);
  });

  test('come out the same however often they are made', () => {
    expect(compareWithRivals(compared(everybody), asked(), terms)).toEqual(
      compareWithRivals(compared(everybody), asked(), terms),
    );
  });

  test('of a tuned candidate are with every prompt alone too, in a family of their own', () => {
    const found = compareWithRivals(
      compared({ ...everybody, 'few-1': right(31), 'few-5': right(12) }),
      asked({ against: ['base'] }),
      terms,
    );
    const withPrompts = found.filter(({ rival }) => rival.startsWith('few'));
    expect(pairs(withPrompts)).toEqual([
      ['lora-8', 'few-1', 'not measurable'],
      ['lora-8', 'few-5', 'better'],
      ['lora-16', 'few-1', 'not measurable'],
      ['lora-16', 'few-5', 'better'],
    ]);
    // A prompt is a candidate like any other, and the level of the gate's family is shared by four.
    expect(pairs(found)).toContainEqual(['few-1', 'base', 'better']);
    const levels = (rival: string) =>
      found.flatMap((each) => (each.rival === rival && each.method !== 'none' ? each.better.level : []));
    expect(Math.min(...levels('few-5'))).toBeCloseTo(0.025, 10);
    expect(Math.min(...levels('base'))).toBeCloseTo(0.0125, 10);
  });
});
