import { describe, expect, test } from '@jest/globals';
import { canonicalJson } from '../../../core/digest';
import type { Statement } from '../../../core/statement';
import { defineStage } from '../../../functions/shared/stage/stage';
import { transform } from '../../../functions/transform/handler';
import { rehearse } from '../../../functions/transform/rehearsal';
import validated from '../../../schemas/events/examples/dataset.validated.v1.json';
import type { Configuration } from '../../../schemas/generated/types';
import { sharedSql } from '../../sql/shared-sql';
import { createWorld, exampleRun, pushed } from '../fakes';
import { createFakeWarehouse } from './fake-warehouse';

/** In the order that a rehearsal puts them in. */
const event = { ...validated, sources: validated.sources.toSorted((a, b) => (a.source < b.source ? -1 : 1)) };

/** Every step of a version is asked for. */
function withEverything({ pipeline }: Configuration): void {
  pipeline.training.deduplicate = 'near';
  pipeline.training.sampling = { maximumExamples: 500, maximumPerTarget: 50 };
  pipeline.training.split.validationShare = 0.1;
  pipeline.validation.personalData.policy = 'redact';
}

function withAnswers({ pipeline }: Configuration): void {
  pipeline.training.curated = { from: ['corrected'], maximumShare: 0.2, maximumPerUser: 20, days: 90 };
}

const configurationOf = (change: (configuration: Configuration) => void = () => {}) =>
  exampleRun((configuration) => {
    configuration.sql = sharedSql;
    // Of the checks, these two decide what is made.
    for (const [name, rule] of Object.entries(configuration.pipeline.validation.checks))
      rule.level = ['leakage', 'nearDuplicates'].includes(name) ? 'warn' : 'off';
    change(configuration);
  });

/** What a run sends, by step, in the names of a rehearsal. */
async function sentBy(run: ReturnType<typeof configurationOf>): Promise<Record<string, Statement>> {
  const world = createWorld();
  const warehouse = createFakeWarehouse(world);
  warehouse.rows['counts']!.push({ split: 'validation', left_out: null, count_examples: 99 });
  const nothing = { name: 'none', count_concerned: 0, count_looked_at: 1000, details: [], findings: [] };
  for (const check of ['leakage', 'near-duplicates', 'conflicting-targets', 'personal-data'])
    warehouse.rows[`check-${check}`] = [nothing];
  await world.ledger.createRun(run);
  const config = { project: 'p', dataset: 'landfall', stagingDataset: 'staging', trainingDataset: 'training' };
  const createDeps = () => ({ ...world, warehouse, config });
  await defineStage({ name: 'transform', createDeps, handle: transform })(
    pushed('landfall.dataset.validated.v1', event),
  );
  expect((await world.ledger.findResult(run, 'transform'))?.error).toBeUndefined();
  const tables = event.sources.flatMap(({ source, objects }) =>
    objects.map(({ table }, place) => [table, `step.${source}.${place}`] as const),
  );
  const named = ({ sql, params = {} }: Statement): Statement => ({
    sql: tables
      .reduce((text, [table, name]) => text.replaceAll(table, name), sql)
      .replaceAll(
        /p\.staging\.[a-z_]+_\d{8}_[0-9a-f]{8}_([\w-]+)/g,
        (_, step: string) => `step.${step.replaceAll('_', '-')}`,
      )
      .replaceAll(/p\.training\.\w+/g, 'step.version')
      .replace(/uri = '[^']*'/, "uri = ''"),
    params: Object.fromEntries(Object.entries(params).filter(([name]) => !name.startsWith('origin_'))),
  });
  return Object.fromEntries(Object.entries(warehouse.statements).map(([step, each]) => [step, named(each)]));
}

/** They look at rows and make none, or find those that the name of a version is made of besides. */
const looks = [
  'curated',
  'curated-contents',
  'curated-counts',
  'export-subjects',
  'describe',
  'selection-checks',
  'counts',
  'samples',
  'statistics',
  'features',
  'histogram',
];

describe('a rehearsal has every statement that is sent to make rows', () => {
  test.each<[string, (configuration: Configuration) => void]>([
    ['with all that can be asked for', withEverything],
    ['as the pipeline is by default', () => {}],
    ['split by a column', ({ pipeline }) => void Object.assign(pipeline.training.split, { column: 'body' })],
    ['with answers of production', withAnswers],
    ['split by strata', ({ pipeline }) => void Object.assign(pipeline.training.split, { stratifyBy: 'target' })],
  ])('%s', async (_, change) => {
    const run = configurationOf(change);
    const rehearsed = new Set((await rehearse(event.sources, run.configuration)).map(textOf));
    const missing = Object.entries(await sentBy(run)).filter(([, statement]) => !rehearsed.has(textOf(statement)));
    const names = missing.map(([step]) => step);
    const isNear = run.configuration.pipeline.training.deduplicate === 'near';
    const only = isNear ? looks : [...looks, 'neighbours'];
    expect(names.filter((name) => !only.includes(name) && !name.startsWith('check'))).toEqual([]);
  });
});

const textOf = ({ sql, params = {} }: Statement): string => canonicalJson({ sql, params });
