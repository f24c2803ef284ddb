import { beforeEach, describe, expect, test } from '@jest/globals';
import { loadCatalog } from '../../../catalog';
import { repositoryRoot } from '../../../core/root';
import { monitor } from '../../../core/functions';
import { configurationPath, triggerPath } from '../../../core/ledger-layout';
import { batchOfRequest } from '../../../core/retraining/request';
import { createMonitor } from '../../../functions/monitor/handler';
import type { Statement } from '../../../core/statement';
import type { Configuration, EventData, Retraining, Run } from '../../../schemas/generated/types';
import { sharedSql } from '../../sql/shared-sql';
import { artifacts, createWorld, exampleRun, pushed, type World } from '../fakes';

const day = 86_400_000;
const cardUri = `gs://${artifacts}/datasets/p/v/dataset.json`;

describe('monitor', () => {
  let world: World;
  let run: Run & { configuration: Configuration };
  let counted: Statement[];
  let votesIn: (sql: string, hours: { from: string; until: string }) => object[];
  let newExamples: number | Error;
  let tables: string[];
  /** Of these, what counts of users who have said more than others may. */
  let ofUsers: number | undefined;
  let tick: () => Promise<void>;

  beforeEach(async () => {
    world = createWorld();
    [counted, newExamples, tables, ofUsers] = [[], 0, [], undefined];
    votesIn = () => [];
    const createdAt = new Date(world.clock.now().getTime() - 40 * day).toISOString();
    run = {
      ...exampleRun(({ pipeline }) => {
        pipeline.retraining = { mode: 'suggest', cooldownDays: 7, everyDays: 30, feedback: 50 };
        pipeline.training.curated = { from: ['corrected'], maximumShare: 0.2, maximumPerUser: 20, days: 90 };
      }),
      createdAt,
    };
    run.configuration.sql = Object.fromEntries(Object.keys(sharedSql).map((file) => [file, file.split('/').at(-1)!]));
    await deploy(run.pipeline, run.configuration);
    const receive = createMonitor(() => ({
      ...world,
      config: { region: 'us-central1' },
      tableOf: (table) => `p.d.${table}`,
      generationOf: () => {
        throw new Error('no run is on record: nothing is asked');
      },
      warehouse: {
        ask: async <Row>(statement: { params?: object }) => {
          counted.push(statement as Statement);
          if (newExamples instanceof Error) throw newExamples;
          const { sql, params } = statement as Statement;
          if (sql.startsWith('new-examples-by-user')) return [{ new_examples: ofUsers ?? newExamples }] as Row[];
          if (sql.startsWith('new-examples')) return [{ new_examples: newExamples }] as Row[];
          return votesIn(sql, params as { from: string; until: string }) as Row[];
        },
        columns: async (table) => (tables.includes(table) ? [] : undefined),
      },
    }));
    tick = () => receive(pushed(monitor.hears, {}));
  });

  async function deploy(pipeline: string, configuration: object, base = 'b'): Promise<void> {
    const own = { ...run, pipeline };
    await world.objects.write(`gs://${artifacts}/${configurationPath(pipeline)}`, JSON.stringify(configuration));
    await world.objects.write(`gs://${artifacts}/${triggerPath(pipeline, run.run)}`, JSON.stringify(own));
    await world.ledger.recordResult(own, {
      stage: 'transform',
      status: 'succeeded',
      startedAt: '',
      finishedAt: '',
      output: { type: 'landfall.dataset.versioned.v1', data: { cardUri } } as never,
    });
    await world.objects.write(cardUri, JSON.stringify({ table: 'p.landfall_training.version' }));
    await world.objects.write(
      `gs://${artifacts}/pipelines/${pipeline}/production.json`,
      JSON.stringify({
        pipeline,
        run: run.run,
        candidate: 'lora-8',
        base,
        deployedAt: run.createdAt,
        serving: [{ endpoint: 'endpoints/1', share: 1 }],
      }),
    );
  }

  const asked = () => world.published.map(({ data, again }) => ({ ...(data as object), ...(again && { again }) }));
  const onRecord = (requests: Retraining['requests']) =>
    world.ledger.replaceRetraining({ pipeline: run.pipeline, requests }, undefined);

  test('asks for a retraining when the last run is old enough, and says how old it is', async () => {
    await tick();
    expect(asked()).toEqual([
      expect.objectContaining({ cause: 'schedule', why: expect.stringContaining('40 days ago'), newExamples: 0 }),
    ]);
  });

  test('asks for one when people have said enough since the last run', async () => {
    newExamples = 50;
    await tick();
    expect(asked()).toContainEqual(expect.objectContaining({ cause: 'feedback', newExamples: 50 }));
    expect(counted.filter(({ sql }) => sql.startsWith('new-examples'))).toMatchObject([
      { params: { pipeline: run.pipeline, since: run.createdAt, kinds: ['corrected'] } },
      { params: { pipeline: run.pipeline, since: run.createdAt, kinds: ['corrected'], maximum_per_user: 20 } },
    ]);
  });

  test('asks for none when one user has said nearly all of it', async () => {
    [newExamples, ofUsers] = [500, 49];
    await tick();
    expect(asked()).toEqual([expect.objectContaining({ cause: 'schedule', newExamples: 49 })]);
  });

  test('counts nothing as new of a pipeline whose versions take no answers in', async () => {
    newExamples = 50;
    delete run.configuration.pipeline.training.curated;
    await deploy(run.pipeline, run.configuration);
    await tick();
    expect(asked()).toEqual([expect.objectContaining({ cause: 'schedule', newExamples: 0 })]);
  });

  test('asks for nothing that pipeline.yaml does not say', async () => {
    newExamples = 49;
    run.configuration.pipeline.retraining = { mode: 'auto', cooldownDays: 7, feedback: 50 };
    await deploy(run.pipeline, run.configuration);
    await tick();
    expect(asked()).toEqual([]);
  });

  test('asks once for a run, whatever becomes of the request', async () => {
    await tick();
    const [{ request }] = asked() as [{ request: string }];
    await onRecord([{ request, cause: 'schedule', why: 'old', at: run.createdAt, state: 'rejected' }]);
    world.published.length = 0;
    await tick();
    expect(asked()).toEqual([]);
  });

  test('says again what is open, so that it is decided on anew', async () => {
    delete run.configuration.pipeline.retraining.everyDays;
    await deploy(run.pipeline, run.configuration);
    const open = { request: 'r-11853a2c', cause: 'drift' as const, why: 'changed', at: run.createdAt };
    await onRecord([
      { ...open, state: 'waiting', because: 'a run is under way' },
      { ...open, request: 'r-2bb42a6e', state: 'ended', outcome: 'deployed' },
    ]);
    await tick();
    expect(asked()).toEqual([{ pipeline: run.pipeline, ...open, again: true }]);
  });

  test('a pipeline that cannot be looked at keeps none of the others from it', async () => {
    await deploy('another', { ...run.configuration, sql: {} });
    newExamples = new Error('no quota');
    await tick();
    const errors = world.lines.filter(({ severity }) => severity === 'ERROR');
    expect(new Set(errors.map(({ pipeline }) => pipeline))).toEqual(new Set(['another', run.pipeline]));
  });

  describe('looking for drift', () => {
    const hour = 3_600_000;
    /** One request in two minutes; from a time on, all are of another kind. */
    const traffic = (sql: string, { from, until }: { from: string; until: string }, changes: number): object[] => {
      const step = hour / 30;
      const count = (Date.parse(until) - Date.parse(from)) / step;
      const votes = Array.from({ length: count }, (_, i) => Date.parse(from) + i * step);
      if (sql === 'scores.sql')
        return [
          { kind: 'a', category: 'a', answers: 200, mean: 0.9 },
          { kind: 'b', category: 'b', answers: 200, mean: 0.9 },
        ];
      if (sql !== 'output-category.sql') return [];
      return votes.map((at, i) => ({ id: String(at), at, category: at >= changes ? 'new' : i % 2 ? 'a' : 'b' }));
    };
    const hours = async (days: number): Promise<void> => {
      for (let passed = 0; passed < days; passed += 7) {
        await world.clock.advance(Math.min(7, days - passed) * day);
        await tick();
      }
    };
    const said = (type: string) => world.published.filter((event) => event.type === type);
    let begun: number;

    beforeEach(async () => {
      delete run.configuration.pipeline.retraining.everyDays;
      begun = world.clock.now().getTime();
      run.createdAt = new Date(begun).toISOString();
      await deploy(run.pipeline, run.configuration);
    });

    test('takes in each hour once, however often it is woken', async () => {
      await world.clock.advance(3 * hour);
      await tick();
      await tick();
      const read = counted.filter(({ sql }) => sql === 'output-category.sql').map(({ params }) => params);
      expect(read).toMatchObject([
        { from: new Date(begun).toISOString(), until: new Date(begun + 3 * hour).toISOString() },
      ]);
    });

    test('looks at the training examples while they are there', async () => {
      const looked = () => counted.filter(({ sql }) => sql === 'neighbours.sql').length;
      await world.clock.advance(hour);
      await tick();
      expect(looked()).toBe(0);
      tables = ['p.landfall_training.version'];
      await world.clock.advance(hour);
      await tick();
      expect(looked()).toBe(1);
    });

    test('says a change once, what has moved, and asks for a retraining for what it costs', async () => {
      const changes = begun + 28 * day;
      votesIn = (sql, params) => traffic(sql, params, changes);
      newExamples = 12;
      await hours(35);
      const [event, ...more] = said('landfall.drift.detected.v1');
      expect(more).toEqual([]);
      const { moved, from } = event!.data as EventData['landfall.drift.detected.v1'];
      expect(moved[0]).toMatchObject({ signal: 'outputCategory' });
      expect(Math.abs(Date.parse(from) - changes)).toBeLessThan(2 * day);
      expect(said('landfall.retrain.requested.v1')[0]!.data).toMatchObject({
        cause: 'drift',
        why: expect.stringMatching(/went from .* answers lose/),
        newExamples: 12,
      });
    });

    test('is quiet where nothing changes', async () => {
      votesIn = (sql, params) => traffic(sql, params, Infinity);
      await hours(42);
      expect(said('landfall.drift.detected.v1')).toEqual([]);
    });

    test('of two that look at the same time one counts', async () => {
      votesIn = (sql, params) => traffic(sql, params, Infinity);
      await world.clock.advance(3 * hour);
      await Promise.all([tick(), tick()]);
      const kept = await world.ledger.findDrift(run.pipeline);
      expect(kept!.value.state.signals.outputCategory).toMatchObject({ learning: { votes: 90 } });
    });

    test('an alarm ends with the model that it was raised of', async () => {
      votesIn = (sql, params) => traffic(sql, params, begun + 28 * day);
      await hours(35);
      run = { ...run, run: '20270101-aaaaaaaa' };
      await deploy(run.pipeline, run.configuration);
      await hours(1);
      expect((await world.ledger.findDrift(run.pipeline))!.value).toMatchObject({
        run: run.run,
        state: { quietWeeks: 100 },
      });
      expect((await world.ledger.findDrift(run.pipeline))!.value.state.alarm).toBeUndefined();
    });
  });

  describe('when the base in production ends', () => {
    const until = (days: number): string =>
      new Date(world.clock.now().getTime() + days * day).toISOString().slice(0, 10);
    const ending = async (days: number): Promise<void> => {
      const end = (id: string, closesOn: string, successors: string[] = []) => ({
        ...model,
        id,
        successors,
        lifecycle: [{ action: 'inference', closesOn, source: 'https://example.com', asOf: '2026-11-01' }],
      });
      const model = loadCatalog(repositoryRoot())['gemini-3.1-flash-lite']!;
      run.configuration.pipeline.retraining = { mode: 'auto', cooldownDays: 7 };
      run.configuration.baseModels = {
        'a-1': end('a-1', until(days), ['a-2']),
        'a-2': end('a-2', until(900)),
      } as unknown as Configuration['baseModels'];
      await deploy(run.pipeline, run.configuration, 'a-1');
    };

    test('asks for a run for its successor, with the deadline, once', async () => {
      await ending(50);
      await tick();
      await tick();
      const [first, second] = asked() as Record<string, unknown>[];
      expect(first).toMatchObject({
        cause: 'retirement',
        successor: 'a-2',
        evidence: { base: 'a-1', closesOn: until(50), deadline: until(43) },
      });
      expect(second).toMatchObject({ request: first!['request'] });
    });

    test('asks for it though no run that came to a dataset is known any more', async () => {
      await ending(50);
      world.objects.purge(`gs://${artifacts}/${triggerPath(run.pipeline, run.run)}`);
      await tick();
      expect(asked()).toMatchObject([{ cause: 'retirement', successor: 'a-2' }]);
    });

    test('asks for nothing while it is far off', async () => {
      await ending(200);
      await tick();
      expect(asked()).toEqual([]);
    });

    test('asks for nothing more while the run is under way, or once it was begun and the date has moved', async () => {
      await ending(50);
      await tick();
      const [{ request }] = asked() as [{ request: string }];
      const evidence = { base: 'a-1' };
      const begun = {
        request,
        cause: 'retirement' as const,
        why: 'ends',
        at: run.createdAt,
        successor: 'a-2',
        evidence,
      };
      await onRecord([{ ...begun, state: 'started', startedAt: world.clock.now().toISOString() }]);
      world.published.length = 0;
      await ending(40);
      await tick();
      expect(asked()).toEqual([]);
    });

    test('asks a person when the run for the successor was refused', async () => {
      await ending(50);
      const evidence = { base: 'a-1' };
      const begun = { request: 'r-2bb42a6e', cause: 'retirement' as const, why: 'ends', successor: 'a-2', evidence };
      await onRecord([{ ...begun, at: run.createdAt, state: 'ended', outcome: 'refused' }]);
      await tick();
      expect(asked()).toMatchObject([{ successor: 'a-2', ask: expect.stringContaining('refused') }]);
    });

    test('asks a person as soon as that run has ended, though nobody has put down how', async () => {
      await ending(50);
      const request = 'r-2bb42a6e';
      run.trigger.objects[0]!.name = `${run.pipeline}/${batchOfRequest(request)}/emails.jsonl`;
      await deploy(run.pipeline, run.configuration, 'a-1');
      await world.ledger.recordResult(run, {
        stage: 'deploy',
        status: 'succeeded',
        startedAt: '',
        finishedAt: run.createdAt,
        output: { type: 'landfall.deployment.refused.v1', data: {} } as never,
      });
      const evidence = { base: 'a-1' };
      const begun = {
        request,
        cause: 'retirement' as const,
        why: 'ends',
        successor: 'a-2',
        evidence,
        at: run.createdAt,
      };
      await onRecord([{ ...begun, state: 'started', startedAt: run.createdAt }]);
      await tick();
      expect(asked()).toMatchObject([{ successor: 'a-2', ask: expect.stringContaining('refused') }]);
    });

    test('says every hour that it could not, when too few days are left', async () => {
      await ending(3);
      await tick();
      expect(world.lines).toContainEqual(
        expect.objectContaining({ severity: 'ERROR', message: expect.stringContaining('3 days are left') }),
      );
    });
  });

  test('what does not compile any more is left alone', async () => {
    await deploy(run.pipeline, { problems: [] });
    await tick();
    expect(world.published).toEqual([]);
    expect(world.lines.filter(({ severity }) => severity === 'ERROR')).toEqual([]);
  });
});
