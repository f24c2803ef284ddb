import { describe, expect, test } from '@jest/globals';
import { reportPath } from '../../../../core/ledger-layout';
import { measureUnusedRows, unusedRows } from '../../../../functions/transform/checks/unused-rows';
import type { TransformContext } from '../../../../functions/transform/context';
import { createWorld, exampleRun } from '../../fakes';

const object = (name: string, rows: number) => ({
  uri: `gs://landing/mail/b/${name}`,
  generation: '7',
  digest: name,
  rows,
});
const sources = [
  { source: 'customers', rows: 100, objects: [object('customers.csv', 100)] },
  { source: 'emails', rows: 60, objects: [object('emails/1.jsonl', 40), object('emails/2.jsonl', 20)] },
];
/** Rows used of an object, and examples whose first row it has. */
const made = (name: string, count: number, total: number) => ({ name: `gs://landing/mail/b/${name}#7:`, count, total });

describe('rows that no example is made of', () => {
  test('are counted in the source that most examples begin with, over all of its objects', () => {
    const found = unusedRows(
      [made('customers.csv', 9, 1), made('emails/1.jsonl', 10, 10), made('emails/2.jsonl', 5, 5)],
      sources,
    );
    expect(found).toEqual({
      unit: 'share',
      measured: 0.75,
      count: 45,
      total: 60,
      reason:
        '45 of 60 rows (75 %) of emails are in no example: a join of training.sql finds nothing for them, or its WHERE leaves them out',
    });
  });

  test('are none when every row is in an example', () => {
    const found = unusedRows([made('emails/1.jsonl', 40, 40), made('emails/2.jsonl', 20, 90)], sources);
    expect(found).toMatchObject({ measured: 0, count: 0, reason: 'every row of emails is in an example' });
  });

  test('are not measured when no origin is of a source', () => {
    expect(unusedRows([made('elsewhere.csv', 3, 3)], sources)).toMatchObject({ measured: null, total: 0 });
  });

  test('are none of those that gave way to an added one', async () => {
    const world = createWorld();
    const run = exampleRun();
    const replaced = { name: 'replacedRows', subject: 'emails', count: 20 };
    const uri = world.ledger.artifactUri(reportPath(run, 'validate'));
    world.objects.put(
      uri,
      JSON.stringify({ checks: [{ name: 'replacedRows', subject: 'customers', count: 9 }, replaced] }),
    );
    const added = {
      source: 'emails',
      rows: 60,
      objects: [object('emails/1.jsonl', 40), object('emails/added-001/2.jsonl', 20)],
    };
    const found = { count_looked_at: 20, details: [], findings: [] };
    const rows = ['emails/1.jsonl', 'emails/added-001/2.jsonl'].map((name) => ({
      ...found,
      name: made(name, 0, 0).name,
      count_concerned: 20,
    }));
    const steps = { rows: async () => rows };
    const configuration = { ...run.configuration, sql: { 'checks/shown-examples.sql': '' } };
    const context = { run, deps: world, steps, configuration } as unknown as TransformContext;
    const measured = await measureUnusedRows({ version: 'v', dataset: 'd', sources: [added] }, context);
    expect(measured).toMatchObject({ measured: 0, count: 0, total: 40 });
  });
});
