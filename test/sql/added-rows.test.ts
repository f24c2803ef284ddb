import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sources } from '../../functions/shared/warehouse/sources';
import type { Configuration } from '../../schemas/generated/types';
import { openTransformer, type Transformer } from './transformer';
import { openValidator, type Validator } from './validator';

const schema = {
  type: 'object',
  required: ['id', 'text', 'label'],
  properties: { id: { type: 'string' }, day: { type: 'integer' }, text: { type: 'string' }, label: { type: 'string' } },
};
const lines = (rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const row = (id: number, label: string, day = 1) => ({ id: `t${id}`, day, text: `text ${id}`, label });

function tickets({ pipeline, rowSchemas }: Configuration, unique: string[] | undefined = ['id', 'day']) {
  pipeline.sources = {
    tickets: { schema: 't.json', format: 'auto', form: 'rows', required: true, ...(unique && { unique }) },
  };
  pipeline.validation.checks.uniqueness = { level: 'fail', threshold: 0 };
  for (const name of Object.keys(rowSchemas)) delete rowSchemas[name];
  rowSchemas['tickets'] = schema;
}

describe('validate of a batch that rows were added to', () => {
  let validator: Validator;
  beforeAll(async () => {
    validator = await openValidator();
  });
  beforeEach(() => validator.configure(tickets));
  afterAll(async () => {
    await validator?.close();
  });

  test('says how many rows gave way to added ones of their key, and which', async () => {
    const { check, result } = await validator.drop('b1', {
      'tickets/tickets.jsonl': lines([row(1, 'a'), row(2, 'a'), row(3, 'a', 2)]),
      'tickets/added-001/more.csv': 'id,day,text,label\nt2,1,text 2,b\nt4,1,text 4,b\nt3,1,text 3,b\n',
      'tickets/added-002/last.jsonl': lines([row(2, 'c')]),
      _SUCCESS: '',
    });
    expect(result?.status).toBe('succeeded');
    expect(check('replacedRows', 'tickets')).toMatchObject({
      outcome: 'passed',
      count: 2,
      total: 7,
      reason: '2 of 7 rows (28.57 %) gave way to an added one of the same id and day; 5 are used',
      rows: [
        { where: 'tickets/added-001/more.csv, line 2', what: 'id "t2", day 1' },
        { where: 'tickets/tickets.jsonl, line 2', what: 'id "t2", day 1' },
      ],
    });
    expect(check('uniqueness', 'tickets')).toMatchObject({ outcome: 'passed', count: 0 });
  });

  test('still fails over rows of one key that came together', async () => {
    const { check, result } = await validator.drop('b2', {
      'tickets/tickets.jsonl': lines([row(1, 'a')]),
      'tickets/added-001/more.jsonl': lines([row(5, 'a'), row(5, 'b')]),
      _SUCCESS: '',
    });
    expect(result?.status).toBe('failed');
    expect(check('uniqueness', 'tickets')).toMatchObject({ outcome: 'failed', count: 1 });
    expect(check('replacedRows', 'tickets')).toMatchObject({
      reason: 'no row gave way to an added one: none has its id and day (3 rows)',
    });
  });

  test('refuses them where no column names a row', async () => {
    await validator.configure((configuration) => {
      tickets(configuration);
      delete configuration.pipeline.sources['tickets']!.unique;
    });
    const { result } = await validator.drop('b3', {
      'tickets/tickets.jsonl': lines([row(1, 'a')]),
      'tickets/added-001/more.jsonl': lines([row(1, 'b')]),
      _SUCCESS: '',
    });
    expect(result?.error).toMatchObject({
      message: 'tickets has no unique columns: nothing says which rows the added ones replace',
      fix: expect.stringContaining('sources.tickets.unique'),
    });
  });
});

describe('transform of a batch that rows were added to', () => {
  let transformer: Transformer;
  beforeAll(async () => {
    transformer = await openTransformer();
  });
  afterAll(async () => {
    await transformer?.close();
  });

  type Objects = Sources[number]['objects'];
  const change = (configuration: Configuration) => {
    tickets(configuration, ['id']);
    configuration.trainingSql = 'SELECT id AS key, _origin, text AS email, label AS target FROM tickets';
    configuration.prompt = { user: '{{email}}' };
  };
  const stage = async (parts: Record<string, object[]>): Promise<Objects> => {
    const staged: Objects = [];
    for (const [name, rows] of Object.entries(parts))
      staged.push(await transformer.stage('tickets', rows, schema as never, `tickets/${name}`));
    return staged;
  };
  const many = Array.from({ length: 30 }, (_, i) => row(i, 'old'));
  const targetsOf = async (table: string) =>
    Object.fromEntries(
      (
        await transformer.rows<{ key: string; target: string; origins: string[] }>(
          `SELECT key, target, origins FROM \`${table}\` ORDER BY key`,
        )
      ).map(({ key, target, origins }) => [key, `${target} of ${/tickets\/(.*)#/.exec(origins[0]!)![1]}`]),
    );

  test('learns the added rows in place of those of the same key, and lineage names the row that was used', async () => {
    const objects = await stage({
      'all.jsonl': many,
      'added-001/a.jsonl': [row(3, 'new'), row(30, 'new')],
      'added-002/b.jsonl': [row(3, 'newest')],
    });
    const { card, result } = await transformer.transform('20261123-0000000a', { tickets: objects }, change);
    expect(result?.error).toBeUndefined();
    const targets = await targetsOf(card.table);
    expect(Object.keys(targets)).toHaveLength(31);
    expect(targets).toMatchObject({
      t1: 'old of all.jsonl',
      t3: 'newest of added-002/b.jsonl',
      t30: 'new of added-001/a.jsonl',
    });
  });

  test('makes the same version of the same rows in the same layers, and another of other layers or another key', async () => {
    const added = [row(3, 'new')];
    const version = async (id: string, parts: Record<string, object[]>, more = change) =>
      (await transformer.transform(id, { tickets: await stage(parts) }, more)).data.version;
    const one = await version('20261123-0000000b', { 'all.jsonl': many, 'added-001/a.jsonl': added });
    expect(await version('20261124-0000000c', { 'x.jsonl': many, 'added-001/again.jsonl': added })).not.toBe(
      await version('20261124-0000000d', { 'a.jsonl': added, 'b.jsonl': many.slice(4) }),
    );
    expect(await version('20261124-0000000e', { 'all.jsonl': many, 'added-001/a.jsonl': added })).toBe(one);
    const byDay = (configuration: Configuration) => {
      change(configuration);
      configuration.pipeline.sources['tickets']!.unique = ['id', 'day'];
    };
    expect(await version('20261124-0000000f', { 'all.jsonl': many, 'added-001/a.jsonl': added }, byDay)).not.toBe(one);
  });
});
