import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ValidationReport } from '../../schemas/generated/types';
import { openTransformer, type Transformer } from './transformer';

const text = { type: 'string' };
const rowSchema = { type: 'object', properties: { id: text, topic: text, part: { type: ['string', 'null'] } } };

let transformer: Transformer;
beforeAll(async () => void (transformer = await openTransformer()));
afterAll(() => transformer?.close());

/** As public data sets call their parts. */
const parts = ['train', 'Train', 'train', 'test', 'dev', 'train'];

async function run(id: string, part: (n: number) => string | null) {
  const rows = Array.from({ length: 60 }, (_, n) => ({ id: `e${n}`, topic: `topic ${n % 4 ? n : 0}`, part: part(n) }));
  const object = await transformer.stage('rows', rows, rowSchema);
  const outcome = await transformer.transform(
    `20261123-${id.padStart(8, '0')}`,
    { rows: [object] },
    (configuration) => {
      Object.assign(configuration, {
        prompt: { user: '{{body}}' },
        rowSchemas: { rows: rowSchema },
        trainingSql: `SELECT id AS key, _origin, topic AS group_key, CONCAT('tell me of ', id) AS body, topic AS target, part FROM rows`,
      });
      configuration.pipeline.training.split.column = 'part';
    },
  );
  const { pipeline } = outcome.run;
  const report = await transformer.objects.read(`gs://files/runs/${pipeline}/${outcome.run.run}/transform/report.json`);
  return { ...outcome, report: report && (JSON.parse(report.text) as ValidationReport) };
}

test('a version is split as the column of training.sql says, and groups on both sides are said', async () => {
  const { card, report } = await run('1', (n) => parts[n % parts.length]!);
  expect(card).toMatchObject({ train: 40, evaluation: 10, validation: 10, split: { column: 'part' } });
  const lineage = await transformer.lineage(card);
  expect(lineage.find(({ key }) => key === 'e3')).toMatchObject({ split: 'evaluation' });
  expect(report!.checks.find(({ name }) => name === 'leakage')!.reason).toMatch(
    /; 1 group of group_key stands on both sides, as the column says$/,
  );
});

test('a value that is no split ends the run with the first row of it, and the line that it stands on', async () => {
  const { result } = await run('2', (n) => (n === 7 ? 'holdout' : parts[n % parts.length]!));
  expect(result!.error!.where).toMatch(/^training\.sql; first of rows\S*, line 8$/);
  expect(result!.error!.message).toBe(
    '1 of 60 examples are in no split: the column of training.split.column says neither train nor validation nor evaluation, ' +
      'such as key "e7" with "holdout"',
  );
});

test('so does a row without a value', async () => {
  const { result } = await run('3', (n) => (n === 9 ? null : parts[n % parts.length]!));
  expect(result!.error).toMatchObject({ message: expect.stringMatching(/such as key "e9" with nothing$/) });
});
