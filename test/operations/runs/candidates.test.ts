import { describe, expect, test } from '@jest/globals';
import { deriveCandidates } from '../../../operations/runs/candidates';
import type { DeploymentRecords } from '../../../core/deployment-records';
import type { RungRecord } from '../../../core/search/rungs';
import { describeCandidate } from '../../../operations/runs/candidate-lines';
import { at, ended, record } from '../../cli/runs';

describe('the candidates of a search by halving', () => {
  const job = 'projects/p/locations/l/tuningJobs/1';
  const ids = deriveCandidates(record, new Map(), {}, new Map(), false, 0).map(({ id }) => id);
  const [first, second] = ids as [string, string];

  const told = (rung: Pick<RungRecord, 'candidates' | 'promoted'>) =>
    deriveCandidates(
      record,
      new Map(),
      { rungs: [{ rung: 0, epochs: 1, at: at(90), ...rung }] },
      new Map(),
      false,
      Date.parse(at(100)),
    );

  test('tell where they were stopped, and by which loss', () => {
    const candidates = told({
      candidates: [
        { candidate: first, job, state: 'succeeded', loss: 2.314 },
        { candidate: second, job, state: 'succeeded', loss: 1.5 },
      ],
      promoted: [second],
    });
    expect(candidates).toMatchObject([
      { id: first, state: 'stopped', rung: { place: 1, epochs: 1, loss: 2.314 } },
      { id: second, state: 'waiting' },
    ]);
    expect(describeCandidate(candidates[0]!)).toBe('stopped after 1 epoch, in rung 1 · validation loss 2.31');
  });

  test('tell why they failed', () => {
    const [candidate] = told({
      candidates: [{ candidate: first, job, state: 'failed', error: 'bad data' }],
      promoted: [],
    });
    expect(candidate).toMatchObject({ state: 'failed', error: 'bad data' });
    expect(describeCandidate(candidate!)).toBe('failed: bad data');
  });
});

test('a candidate that the provider did not take has failed, for the reason given, and another tells what it goes on from', () => {
  const from = 'goes on from lora-8 of run x, which is in production';
  const jobs = [{ candidate: 'lora-16', base: 'b', job: 'projects/p/locations/l/tuningJobs/1', from }];
  const refused = [{ candidate: 'lora-8', base: 'b', reason: 'creating the tuning job: no such base' }];
  const tune = ended('tune', 80, 90, 'tuning.started', { jobs, refused });
  const candidates = deriveCandidates(record, new Map([['tune', tune]]), {}, new Map(), false, 0);
  expect(candidates).toMatchObject([
    { id: 'lora-8', state: 'failed', error: 'creating the tuning job: no such base' },
    { id: 'lora-16', state: 'queued', from },
  ]);
});

describe('a candidate that answers only once it is deployed', () => {
  const name = 'projects/p/locations/l/tuningJobs/1';
  const job = { candidate: 'lora-8', job: name, state: 'succeeded' as const, startedAt: at(60), endedAt: at(90) };
  const described = (deployments: DeploymentRecords, isOver = false) => {
    const movement = { tuning: { at: at(95), jobs: [job] }, deployments };
    const [candidate] = deriveCandidates(record, new Map(), movement, new Map(), isOver, Date.parse(at(100)));
    return describeCandidate(candidate!);
  };

  test.each<[string, DeploymentRecords, string]>([
    ['is said to be', { [name]: { begun: 'operations/1' } }, 'succeeded in 30.0 s · being deployed'],
    ['is said to be, before its first attempt is told of', { [name]: {} }, 'succeeded in 30.0 s · being deployed'],
    [
      'is told with what the last attempt came to nothing by',
      { [name]: { error: 'no such machine is free' } },
      'succeeded in 30.0 s · not deployed yet: no such machine is free',
    ],
    [
      'has failed where it is not deployed at all, while others still are',
      { [name]: { failed: 'no weights' }, other: {} },
      'failed after 30.0 s: no weights',
    ],
    ['has nothing said of the deployments of others', { other: {} }, 'succeeded in 30.0 s'],
  ])('%s', (_, deployments, text) => {
    expect(described(deployments)).toBe(text);
  });

  test('is not said to be once the run has ended', () => {
    expect(described({ [name]: {} }, true)).toBe('succeeded in 30.0 s');
  });
});
