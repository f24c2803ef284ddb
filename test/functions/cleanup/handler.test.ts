import { beforeEach, describe, expect, test } from '@jest/globals';
import { tunedCandidates } from '../../../core/candidates';
import { parseLandingPath, type LandingPath } from '../../../core/batch/landing-path';
import { PermanentError, RetryableError } from '../../../core/errors';
import { replicasPath } from '../../../core/ledger-layout';
import { pointerFreshness } from '../../../core/production';
import { endingTypes, type EventType } from '../../../core/stages';
import { createCleanup } from '../../../functions/cleanup/handler';
import type { EventData, Production } from '../../../schemas/generated/types';
import { createFakeTuningJobs, type FakeTuningJobs } from '../fake-tuning';
import { createWorld, delivery, exampleRun, pushed, type World } from '../fakes';
import { frozenModel } from '../../../functions/shared/models/provider';
import { createFakeBatches, type FakeBatches } from '../fake-batches';

const run = exampleRun(({ pipeline }) => void (pipeline.evaluation.batchAbove = 1000));
const name = { pipeline: run.pipeline, run: run.run };
const files = { trainUri: 'gs://a/t.jsonl' };
const [first, second] = tunedCandidates(run.configuration);

const tuned = (id: string) => ({
  state: 'succeeded' as const,
  model: `m/${id}`,
  endpoint: `endpoints/${id}`,
  checkpointEndpoints: [`endpoints/${id}-1`],
});
const all = ['endpoints/lora-16', 'endpoints/lora-16-1', 'endpoints/lora-8', 'endpoints/lora-8-1'];

const production = (change: Partial<Production>): Production => ({
  pipeline: run.pipeline,
  run: run.run,
  candidate: 'lora-16',
  base: 'b',
  serving: [{ endpoint: 'endpoints/lora-16', share: 1 }],
  model: 'm',
  promptDigest: 'd',
  metrics: { rougeL: 0.4 },
  deployedAt: '2026-11-22T10:00:00.000Z',
  ...change,
});

const error = { name: 'PermanentError', message: 'it was too long' };
const said: Partial<Record<EventType, object>> = {
  'landfall.stage.failed.v1': { ...name, stage: 'evaluate', error },
  'landfall.deployment.refused.v1': { ...name, reasons: ['worse'] },
  'landfall.run.cancelled.v1': { ...name, stage: 'tune' },
  'landfall.endpoint.deployed.v1': { ...name, champion: 'lora-16', endpoint: 'endpoints/lora-16' },
};

describe('cleanup', () => {
  let world: World;
  let tuningJobs: FakeTuningJobs;
  let batches: FakeBatches;
  let removed: string[];
  let removedAt: number[];
  let copies: string[];
  /** Operations that have not ended. */
  let underWay: Set<string>;
  let failures: Error[];
  let cleanup: ReturnType<typeof createCleanup>;
  let receive: (type?: EventType) => Promise<void>;

  beforeEach(async () => {
    world = createWorld();
    tuningJobs = createFakeTuningJobs();
    batches = createFakeBatches(world.objects);
    removed = [];
    removedAt = [];
    copies = [];
    underWay = new Set();
    failures = [];
    await world.ledger.createRun(run);
    for (const candidate of [first!, second!]) {
      await tuningJobs.create(run, candidate, files);
      tuningJobs.end(candidate.id, tuned(candidate.id));
    }
    const remove = async (endpoint: string) => {
      const failure = failures.shift();
      if (failure) throw failure;
      removed.push(endpoint);
      removedAt.push(world.clock.now().getTime());
    };
    cleanup = createCleanup(() => ({
      ...world,
      tuningOf: () => tuningJobs,
      batchOf: batches.batchOf,
      endpointsOf: () => ({ remove }),
      replicationOf: () => ({
        removeCopy: async (replica: string) => void copies.push(replica),
        isUnderWay: async (begun: string) => underWay.has(begun),
      }),
    }));
    receive = async (type = 'landfall.stage.failed.v1') => cleanup(pushed(type, said[type] as EventData[typeof type]));
  });

  const removals = () => removed.toSorted();

  test('says how the batch came out before anything is cleared away, which may take days', async () => {
    await world.ledger.recordResult(run, { stage: 'evaluate', status: 'failed', startedAt: '', finishedAt: '', error });
    failures = [new RetryableError('not now')];
    await expect(receive()).rejects.toThrow('not now');
    const { batch } = parseLandingPath(run.trigger.objects[0]!.name) as LandingPath;
    expect((await world.ledger.findOutcome(run.pipeline, batch))?.value).toMatchObject({ status: 'failed' });
  });

  test.each(endingTypes)('leaves no endpoint behind after %s when nothing is in production', async (type) => {
    await receive(type);
    expect(removals()).toEqual(all);
  });

  test('removes the replicas of the model that two runs before this one was replaced, each with its copy', async () => {
    const replica = 'projects/p/locations/eu/endpoints/replica-7';
    await world.ledger.replaceProduction(production({}), undefined);
    await world.ledger.recordResult(run, {
      stage: 'deploy',
      status: 'succeeded',
      startedAt: '',
      finishedAt: '',
      output: {
        type: 'landfall.endpoint.deployed.v1',
        data: { ...name, champion: 'x', endpoint: 'e', previous: 'endpoints/7', previousReplicas: [replica] },
      },
    });
    await receive('landfall.endpoint.deployed.v1');
    expect(removed).toEqual(expect.arrayContaining(['endpoints/7', replica]));
    expect(copies).toEqual([replica]);
  });

  test('waits for what was begun elsewhere before it removes that, and removes the rest at once', async () => {
    const own = 'projects/p/locations/us/endpoints/7';
    const at = (location: string) => `projects/p/locations/${location}/endpoints/replica-7`;
    const elsewhere = exampleRun(({ pipeline }) => void (pipeline.deployment.alsoAt = ['eu', 'asia']));
    elsewhere.run = '20261123-0000000a';
    await world.ledger.createRun(elsewhere);
    await tuningJobs.create(elsewhere, first!, files);
    Object.assign(tuningJobs.jobs.at(-1)!, { state: 'succeeded', model: 'm/7', endpoint: own });
    const records = { eu: { begun: 'a copy' }, asia: {} };
    const recorded = world.ledger.artifactUri(replicasPath(elsewhere));
    world.objects.put(recorded, JSON.stringify(records));
    underWay.add('a copy');
    const cancelled = () =>
      cleanup(
        pushed('landfall.run.cancelled.v1', { pipeline: elsewhere.pipeline, run: elsewhere.run, stage: 'deploy' }),
      );
    for (const _ of ['once', 'and once more']) await expect(cancelled()).rejects.toThrow(RetryableError);
    expect([new Set(removed), new Set(copies)]).toEqual([new Set([own, at('asia')]), new Set([at('asia')])]);
    underWay.clear();
    await cancelled();
    expect([removed.includes(at('eu')), copies.includes(at('eu'))]).toEqual([true, true]);
  });

  test('leaves a run that has failed nothing, whatever it has recorded', async () => {
    // Nothing is on record here but the run itself: the provider alone knows what it was tuned to.
    await receive('landfall.stage.failed.v1');
    expect(removals()).toEqual(all);
  });

  describe('where money was held for the run', () => {
    const at = '2026-11-23T09:00:00.000Z';
    const price = { currency: 'USD', input: 1, output: 1, tunedFactor: 1, training: 10 };
    const priced = exampleRun(({ baseModels }) => {
      baseModels['gemini-3.5-flash-lite'] = { ...baseModels['gemini-3.5-flash-lite'], price };
    });
    const tuning = { run: run.run, purpose: 'tuning' as const, at, committed: 20 };
    const entries = async () => (await world.ledger.findSpending(run.pipeline, '2026-11'))!.value.entries;
    const spentOf = async (id: string) => (await entries())[`${run.run}/${id}`]!.spent;

    beforeEach(async () => {
      await world.objects.write(world.ledger.uri(run, 'run.json'), JSON.stringify(priced));
      const draws = { [`${at} evaluate`]: 2, settled: 3 };
      const all = {
        [`${run.run}/tune/lora-8`]: tuning,
        [`${run.run}/tune/lora-16`]: tuning,
        [`${run.run}/evaluate`]: { ...tuning, purpose: 'evaluation' as const, draws },
        '20261120-00000000/tune/lora-8': { ...tuning, run: '20261120-00000000' },
      };
      const spending = { pipeline: run.pipeline, month: '2026-11', currency: 'USD', entries: all };
      await world.ledger.replaceSpending(spending, undefined);
    });

    test('what was billed stays, and the rest is free again: of a job that never was, and of questions that were not asked', async () => {
      tuningJobs.jobs.pop();
      tuningJobs.end('lora-8', { startedAt: at, billedTokens: 300_000 });
      await receive('landfall.run.cancelled.v1');
      expect([await spentOf('tune/lora-8'), await spentOf('tune/lora-16'), await spentOf('evaluate')]).toEqual([
        3, 0, 5,
      ]);
      expect((await entries())['20261120-00000000/tune/lora-8']).not.toHaveProperty('spent');
      const before = await entries();
      await receive('landfall.run.cancelled.v1');
      expect(await entries()).toEqual(before);
    });

    test('a job whose bill nobody tells counts as it was committed', async () => {
      tuningJobs.end('lora-8', { state: 'cancelled', startedAt: at });
      await receive('landfall.run.cancelled.v1');
      expect(await spentOf('tune/lora-8')).toBeUndefined();
    });

    test('a job that still runs is waited for, since it is billed for more', async () => {
      tuningJobs.end('lora-8', { state: 'running', startedAt: at });
      await expect(receive('landfall.run.cancelled.v1')).rejects.toThrow('1 tuning job');
      expect(await spentOf('evaluate')).toBeUndefined();
      tuningJobs.end('lora-8', { state: 'cancelled', billedTokens: 100_000 });
      await receive('landfall.run.cancelled.v1');
      expect([await spentOf('tune/lora-8'), await spentOf('evaluate')]).toEqual([1, 5]);
    });

    test('whoever may be creating a job just now is waited for until it was cut off', async () => {
      const found = (await world.ledger.findSpending(run.pipeline, '2026-11'))!;
      const draws = { [`${world.clock.now().toISOString()} another`]: 20 };
      const id = `${run.run}/tune/lora-16`;
      const changed = { ...found.value.entries, [id]: { ...tuning, draws } };
      await world.ledger.replaceSpending({ ...found.value, entries: changed }, found.generation);
      tuningJobs.jobs.pop();
      await expect(receive('landfall.run.cancelled.v1')).rejects.toThrow('seen in 15 minutes');
      expect(await spentOf('tune/lora-16')).toBeUndefined();
      await world.clock.advance(16 * 60_000);
      await receive('landfall.run.cancelled.v1');
      expect(await spentOf('tune/lora-16')).toBe(0);
    });
  });

  test('never takes away what is in production, nor a canary, nor what a rollback needs', async () => {
    const serving = [
      { endpoint: 'endpoints/lora-16', share: 0.9 },
      { endpoint: 'endpoints/lora-8-1', share: 0.1 },
    ];
    const previous = { run: '20261120-00000000', candidate: 'x', endpoint: 'endpoints/lora-16-1' };
    await world.ledger.replaceProduction(production({ serving, previous }), undefined);
    for (const type of endingTypes) await receive(type);
    expect([...new Set(removed)]).toEqual(['endpoints/lora-8']);
  });

  test('never takes away a base model, which is nobody’s: it served without tuning, and was replaced', async () => {
    const finishedAt = '2026-11-20T10:00:00.000Z';
    const base = 'projects/p/locations/us/publishers/google/models/gemini-3.5-flash';
    const output = { type: 'landfall.endpoint.deployed.v1', data: { previous: base } };
    const previous = { run: '20261120-00000000', candidate: 'x', endpoint: 'endpoints/former' };
    await world.ledger.recordResult(
      { pipeline: run.pipeline, run: previous.run },
      { stage: 'deploy', status: 'succeeded', startedAt: finishedAt, finishedAt, output: output as never },
    );
    await world.ledger.replaceProduction(production({ previous }), undefined);
    await receive('landfall.endpoint.deployed.v1');
    expect(removals()).not.toContain(base);
  });

  test('takes away what the previous production had replaced', async () => {
    const previous = { run: '20261120-00000000', candidate: 'x', endpoint: 'endpoints/former' };
    const finishedAt = '2026-11-20T10:00:00.000Z';
    const output = { type: 'landfall.endpoint.deployed.v1', data: { previous: 'endpoints/oldest' } };
    await world.ledger.recordResult(
      { pipeline: run.pipeline, run: previous.run },
      { stage: 'deploy', status: 'succeeded', startedAt: finishedAt, finishedAt, output: output as never },
    );
    await world.ledger.replaceProduction(production({ previous }), undefined);
    await receive('landfall.endpoint.deployed.v1');
    expect(removals()).toEqual(['endpoints/lora-16-1', 'endpoints/lora-8', 'endpoints/lora-8-1', 'endpoints/oldest']);
  });

  describe('when the model before has been kept for its time', () => {
    const previous = { run: '20261120-00000000', candidate: 'x', endpoint: 'endpoints/former' };
    const kept = ['endpoints/lora-16-1', 'endpoints/lora-8', 'endpoints/lora-8-1'];
    const pointer = async () => (await world.ledger.findProduction(run.pipeline))?.value;

    beforeEach(async () => {
      const at = '2026-11-22T10:00:00.000Z';
      const data = { ...name, champion: 'lora-16', endpoint: 'endpoints/lora-16', previous: 'endpoints/former' };
      const output = { type: 'landfall.endpoint.deployed.v1', data } as const;
      await world.ledger.recordResult(name, {
        stage: 'deploy',
        status: 'succeeded',
        startedAt: at,
        finishedAt: at,
        output,
      });
      await world.ledger.replaceProduction(production({ previous }), undefined);
    });

    test('keeps it until then', async () => {
      await world.clock.advance(28 * 24 * 3_600_000);
      await receive('landfall.endpoint.deployed.v1');
      expect(removals()).toEqual(kept);
      expect((await pointer())?.previous).toEqual(previous);
    });

    test('takes it out of the pointer, so that nobody goes back to it, and then away', async () => {
      await world.clock.advance(30 * 24 * 3_600_000);
      world.objects.failNext('write', 'production.json', new Error('killed'));
      await expect(receive('landfall.endpoint.deployed.v1')).rejects.toThrow('killed');
      expect(removed).toEqual([]);
      // Killed after the pointer was written, it still finds the endpoint.
      failures = [new Error('killed')];
      await expect(receive('landfall.endpoint.deployed.v1')).rejects.toThrow('killed');
      expect(await pointer()).not.toHaveProperty('previous');
      await receive('landfall.endpoint.deployed.v1');
      expect([...new Set(removals())]).toEqual(['endpoints/former', ...kept]);
    });

    test('looks again when somebody goes back to it at the same moment, and takes away what is no longer in production', async () => {
      await world.clock.advance(30 * 24 * 3_600_000);
      const replace = world.ledger.replaceProduction.bind(world.ledger);
      world.ledger.replaceProduction = async (next, over) => {
        world.ledger.replaceProduction = replace;
        const back = production({ run: previous.run, serving: [{ endpoint: 'endpoints/former', share: 1 }] });
        await replace(back, over);
        return replace(next, over);
      };
      await expect(receive('landfall.endpoint.deployed.v1')).rejects.toMatchObject({ name: 'RetryableError' });
      await receive('landfall.endpoint.deployed.v1');
      expect(removals()).toEqual(all);
    });
  });

  test('takes back the canary of a run that has failed: nobody judges it any more', async () => {
    const current = production({ run: '20261120-00000000', serving: [{ endpoint: 'endpoints/former', share: 1 }] });
    const { serving: _, deployedAt, ...model } = current;
    const canary = { ...model, run: run.run, endpoint: 'endpoints/lora-8', steps: [0.1], step: 0 };
    const begun = { ...canary, startedAt: deployedAt, steppedAt: deployedAt };
    const serving = [...current.serving, { endpoint: 'endpoints/lora-8', share: 0.1 }];
    await world.ledger.replaceProduction({ ...current, serving, canary: begun }, undefined);
    await receive('landfall.stage.failed.v1');
    expect((await world.ledger.findProduction(run.pipeline))?.value).toMatchObject({
      serving: [{ endpoint: 'endpoints/former', share: 1 }],
      verdicts: [{ run: run.run, step: 0, decision: 'rollback' }],
    });
    expect(removals()).toEqual(all);
  });

  test('takes nothing away of which serve may not have heard yet', async () => {
    const begun = world.clock.now().getTime();
    await receive();
    expect(removedAt).toHaveLength(all.length);
    for (const at of removedAt) expect(at - begun).toBeGreaterThan(pointerFreshness);
  });

  test('leaves the endpoints of other runs alone', async () => {
    await tuningJobs.create({ ...run, run: '20261123-00000009' }, first!, files);
    Object.assign(tuningJobs.jobs.at(-1)!, tuned('other'));
    await receive();
    expect(removals()).toEqual(all);
  });

  test('cancels a job that still runs, and comes back for what it may leave: a cancelled job may succeed all the same', async () => {
    tuningJobs.end('lora-8', { state: 'running', endpoint: undefined, checkpointEndpoints: [] });
    tuningJobs.cancel = async () => {};
    await expect(receive()).rejects.toMatchObject({ name: 'RetryableError' });
    expect(removals()).toEqual(['endpoints/lora-16', 'endpoints/lora-16-1']);
    tuningJobs.end('lora-8', tuned('lora-8'));
    await receive();
    expect([...new Set(removed)].toSorted()).toEqual(all);
  });

  test('cancels again what could not be cancelled now, and asks no more of jobs that have ended or are gone', async () => {
    tuningJobs.end('lora-8', { state: 'running' });
    tuningJobs.end('lora-16', { state: 'running' });
    const cancel = tuningJobs.cancel.bind(tuningJobs);
    const answers = [new RetryableError('UNAVAILABLE'), new PermanentError('FAILED_PRECONDITION: it has ended')];
    tuningJobs.cancel = async (job) => {
      const answer = answers.shift();
      if (answer) throw answer;
      await cancel(job);
    };
    await expect(receive()).rejects.toThrow('UNAVAILABLE');
    expect(tuningJobs.jobs.map(({ state }) => state)).toEqual(['running', 'running']);
    await expect(receive()).rejects.toThrow('2 tuning jobs of');
    expect(tuningJobs.jobs.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
    await receive();
  });

  test('goes on where it stopped when the service was away for a moment, or it was killed', async () => {
    failures.push(new RetryableError('UNAVAILABLE'));
    await expect(receive()).rejects.toThrow('UNAVAILABLE');
    await receive();
    expect([...new Set(removed)].toSorted()).toEqual(all);
  });

  test('names the endpoint that cannot be removed, and takes the others', async () => {
    failures.push(new PermanentError('removing the endpoint: FAILED_PRECONDITION'));
    await receive();
    expect(removed).toHaveLength(3);
    expect(world.lines).toContainEqual(
      expect.objectContaining({ severity: 'WARNING', message: expect.stringMatching(/^left to be removed by hand: /) }),
    );
  });

  test('cancels the batches of the run that still run, and those of no other', async () => {
    const [base] = Object.keys(run.configuration.baseModels);
    const files = { requestsUri: 'gs://b/requests.jsonl', answersUri: 'gs://b/answers/' };
    world.objects.put(files.requestsUri, '');
    for (const each of [run, { ...run, run: '20261101-00000000' }])
      await batches.batchOf().create(each, { id: 'base-100', base: frozenModel(run.configuration, base!), ...files });
    await receive();
    expect(batches.jobs.map(({ state }) => state)).toEqual(['JOB_STATE_CANCELLED', 'JOB_STATE_RUNNING']);
  });

  test('has nothing to do for a run of a pipeline that does not compile', async () => {
    const id = '20261123-00000008';
    const { configuration: _, ...bare } = run;
    await world.ledger.createRun({ ...bare, run: id, problems: [] });
    const cleanup = createCleanup(() => {
      const unused = () => {
        throw new Error('asked for a provider');
      };
      return { ...world, tuningOf: unused, endpointsOf: unused, replicationOf: unused, batchOf: unused };
    });
    await cleanup(pushed('landfall.stage.failed.v1', { ...name, run: id, stage: 'validate', error }));
    expect(world.published).toEqual([]);
  });

  test('acknowledges a message that ends no run, or that cannot be read, and logs it', async () => {
    const cleanup = createCleanup(() => ({
      ...world,
      tuningOf: () => tuningJobs,
      batchOf: batches.batchOf,
      endpointsOf: () => ({ remove: async () => {} }),
      replicationOf: undefined as never,
    }));
    await cleanup(pushed('landfall.watch.tick.v1', {}));
    await cleanup(delivery({ attributes: { 'ce-type': 'nonsense' }, data: '' }));
    expect(world.lines.map(({ message }) => message)).toEqual([
      'acknowledged unread: landfall.watch.tick.v1 ends no run',
      expect.stringMatching(/^acknowledged unread: /),
    ]);
  });
});
