import { expect, test } from '@jest/globals';
import { alarmAt } from '../../../core/probes/evidence';
import { afterThisHour, answersEachHour, isUnwavering, probesWanted, type AskProbes } from '../../../core/probes/hour';
import { questionCount } from '../../../core/probes/questions';
import { randomIntegers } from '../../../core/verdict/random';
import type { Probes } from '../../../schemas/generated/types';

const fresh: Probes = {
  pipeline: 'p',
  endpoint: 'endpoints/1',
  since: '2026-11-23T10:00:00.000Z',
  searched: 0,
  asked: 0,
  probes: [],
  evidence: 0,
  changes: [],
};

/** A model that says "a" to questions that begin with r so often, else "b", and "c" to all others. */
function model(share: number, seed = 'model'): AskProbes {
  const fill = randomIntegers(seed);
  const draw = new Uint32Array(1);
  return async (questions) =>
    questions.map((question) => {
      fill(draw);
      return question.startsWith('r') ? (draw[0]! / 2 ** 32 < share ? 'a' : 'b') : 'c';
    });
}

async function after(hours: number, ask: AskProbes, from = fresh): Promise<Probes> {
  let state = from;
  for (let hour = 0; hour < hours; hour++) state = await afterThisHour(state, ask);
  return state;
}

test('finds probes, asks for their reference afresh, and then watches them with a few answers an hour', async () => {
  const ask = model(0.5);
  const found = await after(1, ask);
  expect(found.probes).toHaveLength(probesWanted);
  expect(found.probes.every(({ question }) => question.startsWith('r'))).toBe(true);
  expect(found.probes[0]!.counts).toEqual({ first: 0, second: 0, other: 0 });
  const referred = await after(2, ask, found);
  for (const { counts } of referred.probes) expect(counts.first + counts.second).toBe(200);
  const watched = await after(1, ask, referred);
  expect(watched.asked - referred.asked).toBe(answersEachHour * probesWanted);
});

test('goes on searching in the next hour while there are too few, and ends where no question is left', async () => {
  const certain: AskProbes = async (questions) => questions.map(() => 'c');
  const one = await after(1, certain);
  expect(one).toMatchObject({ searched: 384, asked: 768, probes: [] });
  expect(isUnwavering(one)).toBe(false);
  const all = await after(20, certain);
  expect(all.searched).toBe(questionCount);
  expect(isUnwavering(all)).toBe(true);
});

test('a model that answers otherwise raises the evidence to an alarm within a day, and one that does not leaves it low', async () => {
  const ask = model(0.5);
  const learnt = await after(3, ask);
  expect((await after(24, ask, learnt)).evidence).toBeLessThan(alarmAt / 100);
  expect((await after(24, model(0.95, 'other'), learnt)).evidence).toBeGreaterThan(alarmAt);
});
