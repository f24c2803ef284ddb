import { beforeEach, describe, expect, test } from '@jest/globals';
import { PermanentError, RetryableError } from '../../../core/errors';
import { defineStage } from '../../../functions/shared/stage/stage';
import { transform } from '../../../functions/transform/handler';
import validated from '../../../schemas/events/examples/dataset.validated.v1.json';
import type { Configuration, DatasetCard, DatasetVersioned } from '../../../schemas/generated/types';
import { isDatasetCard } from '../../../schemas/generated/validators';
import { createWorld, exampleRun, pushed, type World } from '../fakes';
import { sharedSql } from '../../sql/shared-sql';
import { createFakeWarehouse, goodSelection, type FakeWarehouse } from './fake-warehouse';

const event = (run = validated.run) => pushed('landfall.dataset.validated.v1', { ...validated, run });

/** The steps that look into examples have tests of their own. */
function withoutChecks({ pipeline }: Configuration) {
  for (const rule of Object.values(pipeline.validation.checks)) rule.level = 'off';
  pipeline.validation.personalData.policy = 'off';
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
      configuration.sql = sharedSql;
      withoutChecks(configuration);
      change(configuration);
    });
    await world.ledger.createRun(run);
    const config = { project: 'p', dataset: 'landfall', stagingDataset: 'staging', trainingDataset: 'training' };
    receive = defineStage({
      name: 'transform',
      createDeps: () => ({ ...world, warehouse, config }),
      handle: transform,
    });
  }

  beforeEach(() => prepare());

  const failure = async () => (await world.ledger.findResult(run, 'transform'))?.error;
  const datasets = 'gs://landfall-local-artifacts/datasets/email-summary';
  const files = () =>
    world.objects
      .uris()
      .filter((uri) => uri.startsWith(datasets))
      .map((uri) => uri.slice(datasets.length + 1));
  const versioned = (at = 0) => world.published[at]!.data as DatasetVersioned;
  const cardOf = ({ cardUri }: DatasetVersioned) => JSON.parse(world.objects.text(cardUri)!) as DatasetCard;

  test('writes a version as a file per split, their lineage and two cards, and clears the shards away', async () => {
    await receive(event());
    const { version } = versioned();
    expect(files()).toEqual([
      ...['card.md', 'dataset.json', 'evaluation.jsonl', 'lineage.jsonl', 'train.jsonl'].map(
        (name) => `${version}/${name}`,
      ),
      'latest.json',
    ]);
    expect(world.objects.text(`${datasets}/${version}/train.jsonl`)).toBe('{"shard":0}\n{"shard":1}\n');
    expect(versioned()).toMatchObject({
      trainUri: `${datasets}/${version}/train.jsonl`,
      train: 890,
      evaluation: 100,
      validation: 0,
      duplicates: 8,
    });
    expect(versioned()).not.toHaveProperty('validationUri');
    const card = cardOf(versioned());
    expect([isDatasetCard(card), isDatasetCard.errors]).toEqual([true, null]);
    expect(card).toMatchObject({
      selected: 1000,
      leftOut: { exactDuplicates: 8, leakage: 2 },
      madeByRun: run.run,
      split: { salt: 'v1' },
      sources: [{ source: 'emails', objects: [{ generation: '1795428000000001' }] }, { source: 'customers' }],
    });
  });

  test('loads clean rows again whose tables have expired, when it is asked for days later', async () => {
    await receive(event());
    expect(warehouse.loaded).toEqual([]);
    await prepare();
    warehouse.hasExpired = true;
    await receive(event());
    expect(warehouse.loaded).toEqual(
      validated.sources.flatMap(({ objects }) => objects.map(({ cleanUri }) => cleanUri)),
    );
  });

  describe('where answers of production are curated', () => {
    const curating = ({ pipeline }: Configuration) =>
      void (pipeline.training.curated = {
        from: ['rated', 'corrected'],
        maximumShare: 0.2,
        maximumPerUser: 20,
        days: 90,
      });

    test('looks for them as of the beginning of the run, and counts them on the card', async () => {
      await prepare(curating);
      warehouse.rows['curated-counts'] = [
        { kind: 'corrected', split: 'train', left_out: null, count_answers: 7 },
        { kind: 'rated', split: 'evaluation', left_out: null, count_answers: 2 },
        { kind: 'corrected', split: null, left_out: 'inBatch', count_answers: 3 },
        { kind: 'rated', split: null, left_out: 'inBatch', count_answers: 1 },
      ];
      await world.clock.advance(3_600_000);
      await receive(event());
      expect(warehouse.statements['curated']!.params).toMatchObject({
        pipeline: run.pipeline,
        until: run.createdAt,
        from: '2026-08-25T10:00:02.000Z',
        kinds: ['corrected', 'rated'],
        fields: '["body","customer"]',
      });
      const card = cardOf(versioned());
      expect([isDatasetCard(card), isDatasetCard.errors]).toEqual([true, null]);
      expect(card.curated).toEqual({
        corrected: 7,
        rated: 2,
        train: 7,
        evaluation: 2,
        validation: 0,
        leftOut: { inBatch: 4 },
      });
      expect(card.subjectsUri).toMatch(/subjects\.jsonl$/);
    });

    test('comes to another version with others', async () => {
      await prepare(curating);
      await receive(event());
      const { version } = versioned();
      await prepare(curating);
      warehouse.rows['curated-contents'] = [{ digest: 'another' }];
      await receive(event());
      expect(versioned().version).not.toBe(version);
    });

    test.each(['curated', 'curated-contents', 'curated-leaks', 'curated-share', 'curated-counts'])(
      'goes on from the step %s where it was killed',
      async (step) => {
        await prepare(curating);
        warehouse.failNext(step, new RetryableError('backendError'));
        await expect(receive(event())).rejects.toThrow('backendError');
        await receive(event());
        expect(world.published).toHaveLength(1);
      },
    );
  });

  test('points to the version that the pipeline came to last', async () => {
    await receive(event());
    expect(JSON.parse(world.objects.text(`${datasets}/latest.json`)!)).toEqual({
      version: versioned().version,
      cardUri: versioned().cardUri,
      table: cardOf(versioned()).table,
      run: run.run,
    });
  });

  test('exports what is given to the tuner to measure itself, when a share is set aside', async () => {
    await prepare(({ pipeline }) => void (pipeline.training.split.validationShare = 0.1));
    warehouse.rows['counts']!.push({ split: 'validation', left_out: null, count_examples: 99 });
    await receive(event());
    expect(versioned()).toMatchObject({ validation: 99, validationUri: expect.stringMatching(/validation\.jsonl$/) });
    expect(warehouse.statements['export-validation']!.params).toEqual({ split_number: 2 });
  });

  test('lays the version out by split, so that the export of one reads no other', async () => {
    await receive(event());
    expect(warehouse.layouts['dataset']).toEqual({
      partition: { column: 'split_number', partitions: 4 },
      clustering: ['key'],
    });
  });

  test('names every job after its run and step, so that a second delivery asks for the same ones', async () => {
    world.objects.failNext('write', 'transform/result.json', new Error('killed'));
    world.objects.failNext('write', 'dataset.json', new Error('killed before the card'));
    await expect(receive(event())).rejects.toThrow('killed before the card');
    const first = [...warehouse.ids];
    warehouse.ids.length = 0;
    await expect(receive(event())).rejects.toThrow('killed');
    expect(warehouse.ids.toSorted()).toEqual(first.toSorted());
    expect(first).toContain('landfall-email-summary-20261123-3f9a2c1b-rendered');
  });

  test.each([
    'describe',
    'rendered',
    'selection-checks',
    'split',
    'dataset',
    'counts',
    'export-train',
    'export-lineage',
  ])('killed at the step %s it goes on from there', async (step) => {
    warehouse.failNext(step, new RetryableError('backendError'));
    await expect(receive(event())).rejects.toThrow('backendError');
    await receive(event());
    expect(world.published).toHaveLength(1);
    expect(versioned()).toMatchObject({ train: 890 });
  });

  test.each(['transform/report.json', 'card.md', 'dataset.json', 'latest.json', 'transform/result.json'])(
    'killed before %s is written it comes to the same version',
    async (ending) => {
      world.objects.failNext('write', ending, new Error('killed'));
      await expect(receive(event())).rejects.toThrow('killed');
      await receive(event());
      expect(world.published).toHaveLength(1);
      expect(files()).toHaveLength(6);
      expect(cardOf(versioned())).toMatchObject({ train: 890, madeByRun: run.run });
    },
  );

  test('uses a version again that is exported already, whichever run made it, and makes none of it anew', async () => {
    await receive(event());
    warehouse.steps.length = 0;
    const other = { ...run, run: '20261124-00000000' };
    await world.ledger.createRun(other);
    await receive(event(other.run));
    const making = /^(describe|rendered|selection-checks|screened|split|sampling|leaks|dataset|export-.*)$/;
    expect(warehouse.steps.filter((step) => making.test(step))).toEqual([]);
    expect(versioned(1)).toEqual({
      ...versioned(),
      run: other.run,
      reportUri: versioned().reportUri.replace(run.run, other.run),
    });
    expect(world.objects.text(versioned(1).reportUri)).toBeDefined();
    expect(cardOf(versioned(1)).madeByRun).toBe(run.run);
  });

  test('says nothing twice for a duplicate, one after the other or at once', async () => {
    await Promise.allSettled([receive(event()), receive(event())]);
    await receive(event());
    expect(warehouse.steps.filter((step) => step === 'dataset')).toHaveLength(1);
  });

  test('asks for neighbours of examples before the split only to leave them out', async () => {
    await receive(event());
    expect(warehouse.statements['split']!.sql).not.toContain('near_key');
  });

  test('caps training examples in a step of its own, when the pipeline caps any', async () => {
    await receive(event());
    expect(warehouse.steps).not.toContain('sampling');
    await prepare(({ pipeline }) => void (pipeline.training.sampling.maximumExamples = 500));
    await receive(event());
    expect(warehouse.statements['sampling']!.params).toMatchObject({ maximum_examples: 500, salt: 'v1' });
  });

  test("tells an error of the user's statement with BigQuery's words and the line in the user's file", async () => {
    const sql = sharedSql['version/examples.sql']!;
    const before = sql.slice(0, sql.indexOf('{{training}}')).split('\n').length;
    // Each of the two sources is three lines in place of one slot.
    const line = before + 5;
    warehouse.failNext('describe', new PermanentError(`Unrecognized name: boddy; Did you mean body? at [${line}:41]`));
    await receive(event());
    expect(await failure()).toMatchObject({
      message: 'Unrecognized name: boddy; Did you mean body?',
      where: 'training.sql, line 1, column 41',
    });
  });

  test.each<[string, () => void, object]>([
    [
      'there is no example',
      () => void (warehouse.rows['selection-checks'] = [{ ...goodSelection, count_examples: 0 }]),
      { message: 'training.sql selects no examples', where: 'training.sql' },
    ],
    [
      'a split is empty',
      () => void warehouse.rows['counts']!.splice(1, 1),
      {
        message: 'the split leaves 890 training and 0 evaluation examples',
        where: 'training.split.evaluationShare: 0.1',
      },
    ],
    [
      'an example cannot be traced',
      () => void warehouse.exampleColumns.splice(1, 1),
      { message: 'training.sql selects no column _origin, which says where each example comes from' },
    ],
  ])('fails the run when %s, and exports nothing', async (_, spoil, error) => {
    spoil();
    await receive(event());
    expect(await failure()).toMatchObject({ name: 'PermanentError', ...error });
    expect(files()).toEqual([]);
  });
});
