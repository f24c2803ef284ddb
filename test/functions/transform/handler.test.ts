import { beforeEach, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { PermanentError, RetryableError } from '../../../functions/shared/errors';
import { defineStage } from '../../../functions/shared/stage';
import { transform } from '../../../functions/transform/handler';
import type { Warehouse } from '../../../functions/transform/warehouse';
import validated from '../../../schemas/events/examples/dataset.validated.v1.json';
import type { Configuration, DatasetCard } from '../../../schemas/generated/types';
import { createWorld, exampleRun, pushed, type World } from '../fakes';

const sql = Object.fromEntries(readdirSync('sql').map((file) => [file, readFileSync(`sql/${file}`, 'utf8')]));
const event = () => pushed('landfall.dataset.validated.v1', validated);

interface FakeWarehouse extends Warehouse {
  jobs: string[];
  statements: Record<string, string>;
  /** What the next job of a step (the end of its id) does instead of working. */
  failNext(step: string, error: Error): void;
  counts: Record<string, number>;
  exampleColumns: { name: string; type: string }[];
}

/** BigQuery that believes every statement and writes two shards per export. */
function createFakeWarehouse(world: World): FakeWarehouse {
  const failures: { step: string; error: Error }[] = [];
  const start = (jobId: string) => {
    const index = failures.findIndex(({ step }) => jobId.endsWith(step));
    if (index >= 0) throw failures.splice(index, 1)[0]!.error;
    fake.jobs.push(jobId);
  };
  const fake: FakeWarehouse = {
    jobs: [],
    statements: {},
    failNext: (step, error) => void failures.push({ step, error }),
    counts: {
      count_examples: 1000,
      count_missing_keys: 0,
      count_repeated_keys: 0,
      count_missing_targets: 0,
      count_train: 890,
      count_evaluation: 100,
    },
    exampleColumns: ['key', 'customer', 'body', 'target'].map((name) => ({ name, type: 'STRING' })),
    load: async (jobId) => start(jobId),
    async query<Row>(jobId: string, statement: { sql: string }, destination?: string) {
      start(jobId);
      fake.statements[jobId.split('-').slice(5).join('-')] = statement.sql;
      return (destination ? [] : [fake.counts]) as Row[];
    },
    async export(jobId, statementOf) {
      start(jobId);
      const { sql: statement } = statementOf(jobId);
      fake.statements[jobId.split('-').slice(5).join('-')] = statement;
      const shards = /uri = '(gs:[^*]+)\*\.jsonl'/.exec(statement)![1]!;
      for (const shard of [0, 1]) world.objects.put(`${shards}00000000000${shard}.jsonl`, `{"shard":${shard}}\n`);
      return jobId;
    },
    columns: async () => fake.exampleColumns,
  };
  return fake;
}

describe('transform', () => {
  let world: World;
  let warehouse: FakeWarehouse;
  let run: ReturnType<typeof exampleRun>;
  let receive: (event: ReturnType<typeof pushed>) => Promise<void>;

  async function prepare(change: (configuration: Configuration) => void = () => {}) {
    world = createWorld();
    warehouse = createFakeWarehouse(world);
    run = exampleRun((configuration) => {
      configuration.sql = sql;
      change(configuration);
    });
    await world.ledger.createRun(run);
    const config = { project: 'p', stagingDataset: 'staging', trainingDataset: 'training' };
    receive = defineStage({
      name: 'transform',
      input: 'landfall.dataset.validated.v1',
      outputs: ['landfall.dataset.versioned.v1'],
      createDeps: () => ({ ...world, warehouse, config }),
      handle: transform,
    });
  }

  beforeEach(() => prepare());

  const failure = async () => (await world.ledger.findResult(run, 'transform'))?.error;
  const files = () => world.objects.uris().filter((uri) => uri.includes('/datasets/'));

  test('writes a version as two files and a card, and clears the shards away', async () => {
    await receive(event());
    const folder = /^gs:\/\/landfall-local-artifacts\/datasets\/email-summary\/[0-9a-f]{12}/.exec(files()[0]!)![0];
    expect(files()).toEqual([`${folder}/dataset.json`, `${folder}/evaluation.jsonl`, `${folder}/train.jsonl`]);
    expect(world.objects.text(`${folder}/train.jsonl`)).toBe('{"shard":0}\n{"shard":1}\n');
    const card = JSON.parse(world.objects.text(`${folder}/dataset.json`)!) as DatasetCard;
    expect(card).toMatchObject({
      train: 890,
      evaluation: 100,
      duplicates: 10,
      madeByRun: run.run,
      split: { salt: 'v1' },
    });
    expect(world.published).toMatchObject([
      {
        type: 'landfall.dataset.versioned.v1',
        data: { trainUri: `${folder}/train.jsonl`, train: 890, duplicates: 10 },
      },
    ]);
  });

  test('names every job after its run and step, so that a second delivery asks for the same ones', async () => {
    world.objects.failNext('write', 'transform/result.json', new Error('killed'));
    world.objects.failNext('write', 'dataset.json', new Error('killed before the card'));
    await expect(receive(event())).rejects.toThrow('killed before the card');
    const first = [...warehouse.jobs];
    warehouse.jobs.length = 0;
    await expect(receive(event())).rejects.toThrow('killed');
    expect(warehouse.jobs.toSorted()).toEqual(first.toSorted());
    expect(first).toContain('landfall-email-summary-20261123-3f9a2c1b-load-emails');
  });

  test('uses a version again that is exported already, whichever run made it', async () => {
    await receive(event());
    warehouse.jobs.length = 0;
    const other = { ...run, run: '20261124-00000000' };
    await world.ledger.createRun(other);
    await receive(pushed('landfall.dataset.validated.v1', { ...validated, run: other.run }));
    expect(warehouse.jobs).toEqual([]);
    expect(world.published[1]!.data).toMatchObject({
      run: other.run,
      version: (world.published[0]!.data as { version: string }).version,
    });
  });

  test.each<[string, (configuration: Configuration) => void]>([
    ['the statement', (configuration) => void (configuration.trainingSql += ' WHERE TRUE')],
    ['the prompt', ({ prompt }) => void (prompt.user += '!')],
    ['the split', ({ pipeline }) => void (pipeline.training.split.salt = 'v2')],
    ['a row schema', ({ rowSchemas }) => void (rowSchemas['emails'] = { type: 'object' })],
  ])('makes another version of another %s', async (_, change) => {
    await receive(event());
    const { version } = world.published[0]!.data as { version: string };
    await prepare(change);
    await receive(event());
    expect(world.published[0]!.data).not.toMatchObject({ version });
  });

  test('says nothing twice for a duplicate, one after the other or at once', async () => {
    await Promise.allSettled([receive(event()), receive(event())]);
    await receive(event());
    expect(warehouse.jobs.filter((id) => id.endsWith('-dataset'))).toHaveLength(1);
  });

  test('is delivered again when BigQuery is away', async () => {
    warehouse.failNext('-dataset', new RetryableError('backendError'));
    await expect(receive(event())).rejects.toThrow('backendError');
    await receive(event());
    expect(world.published).toHaveLength(1);
  });

  test("tells an error of the user's statement with BigQuery's words and the line in the user's file", async () => {
    warehouse.failNext('-examples', new PermanentError('Unrecognized name: boddy; Did you mean body? at [6:41]'));
    await receive(event());
    expect(await failure()).toMatchObject({
      message: 'Unrecognized name: boddy; Did you mean body?',
      where: 'training.sql, line 1, column 41',
    });
  });

  test.each<[string, () => void, object]>([
    [
      'there is no example',
      () => void (warehouse.counts['count_examples'] = 0),
      { message: 'training.sql selects no examples' },
    ],
    [
      'a key is missing',
      () => void (warehouse.counts['count_missing_keys'] = 3),
      { message: '3 of 1000 examples have no key' },
    ],
    [
      'a key is repeated',
      () => void (warehouse.counts['count_repeated_keys'] = 2),
      { message: '2 of 1000 examples repeat a key' },
    ],
    [
      'a target is missing',
      () => void (warehouse.counts['count_missing_targets'] = 1),
      { message: '1 of 1000 examples have no target' },
    ],
    [
      'a split is empty',
      () => void (warehouse.counts['count_evaluation'] = 0),
      {
        message: 'the split leaves 890 training and 0 evaluation examples',
        where: 'training.split.evaluationShare: 0.1',
      },
    ],
    [
      'a field of the prompt is not selected',
      () => void (warehouse.exampleColumns = warehouse.exampleColumns.filter(({ name }) => name !== 'body')),
      {
        message: 'training.sql selects no column body, which the prompt uses as {{body}}',
        fix: 'it selects key, customer, target: add body',
      },
    ],
    [
      'a field is a fraction',
      () => void (warehouse.exampleColumns[2] = { name: 'body', type: 'FLOAT' }),
      { message: 'the column body is FLOAT, which the prompt uses as {{body}}' },
    ],
  ])('fails the run when %s', async (_, spoil, error) => {
    spoil();
    await receive(event());
    expect(await failure()).toMatchObject({ name: 'PermanentError', ...error });
    expect(files()).toEqual([]);
  });
});
