import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createWarehouse, jobOf, type Warehouse } from '../../functions/shared/warehouse/warehouse';
import { systemClock } from '../../functions/shared/stage/clock';
import table from '../../schemas/tables/evaluations.json';
import { bucket, openLocal, project, type Local } from '../local/bigquery/harness';

const run = { pipeline: 'email-summary', run: '20261123-3f9a2c1b' };

/** As evaluate writes one: without what it does not know. */
const row = (line: number, subject: string, score: number, ofModel: object) => ({
  ...run,
  dataset: 'v',
  subject,
  model: `endpoints/${subject}`,
  key: `k${line}`,
  line,
  prompt: `question "${line}"`,
  references: [`wanted ${line}`],
  text: `said ${line}`,
  outcome: 'answered',
  finish_reason: 'STOP',
  scores: [
    { name: 'rougeL', value: 0.5 },
    { name: 'exactMatch', value: score },
  ],
  ...ofModel,
  answered_at: '2026-11-23T10:00:00.123Z',
});

const queries = [...readFileSync('docs/your-own-pipeline.md', 'utf8').matchAll(/^```sql\n([^]*?)^```$/gm)]
  .map(([, sql]) => sql!)
  .filter((sql) => sql.includes('landfall.evaluations'));

describe('the table of evaluations', () => {
  let local: Local;
  let warehouse: Warehouse;

  beforeAll(async () => {
    local = await openLocal();
    await local.client.createDataset('landfall');
    const { schema, timePartitioning, clustering } = table;
    const options = { schema: schema.fields, timePartitioning, clustering: { fields: clustering } };
    await local.client.dataset('landfall').createTable('evaluations', options as object);
    warehouse = createWarehouse({ bigquery: () => local.client as never, location: 'US', clock: systemClock });
    const model = { input_tokens: 10, output_tokens: 2, latency_ms: 300 };
    const rows = [1, 2, 3].flatMap((line) => [
      row(line, 'lora-8', line === 2 ? 0 : 1, model),
      row(line, 'production', line === 3 ? 0 : 1, { ...model, latency_ms: 100 * line }),
      row(line, 'naive:nearest', 0, {}),
    ]);
    await local.put('predictions.jsonl', rows.map((each) => `${JSON.stringify(each)}\n`).join(''));
  });
  afterAll(() => local?.close());

  test('takes what evaluate has written, once however often it is asked for', async () => {
    for (let time = 0; time < 2; time++)
      await warehouse.append(
        jobOf(run, 'evaluations'),
        `gs://${bucket}/predictions.jsonl`,
        `${project}.landfall.evaluations`,
      );
    const [[{ n, keys }]] = (await local.client.query(
      'SELECT COUNT(*) AS n, COUNTIF(group_key IS NULL) AS keys FROM landfall.evaluations',
    )) as unknown as [[{ n: number; keys: number }]];
    expect([n, keys]).toEqual([9, 9]);
  });

  test('is added to, and never made: where it is missing, the job fails for good', async () => {
    const job = { ...jobOf(run, 'elsewhere') };
    const missing = warehouse.append(job, `gs://${bucket}/predictions.jsonl`, `${project}.landfall.nothing`);
    await expect(missing).rejects.toMatchObject({ name: 'PermanentError' });
  });

  test('answers the queries of the docs', async () => {
    const params = { run: run.run, pipeline: run.pipeline, subject: 'lora-8', metric: 'exactMatch' };
    const ask = async (query: string) => {
      const named = Object.entries(params).filter(([name]) => query.includes(`@${name}`));
      return (await local.client.query({ query, params: Object.fromEntries(named) }))[0];
    };
    expect(queries).toHaveLength(2);
    expect(await ask(queries[0]!)).toEqual([
      { key: 'k2', line: 2, prompt: 'question "2"', wanted: 'wanted 2', text: 'said 2' },
    ]);
    expect(await ask(queries[1]!)).toMatchObject([
      { subject: 'lora-8', answers: 3, input_tokens: 30, median_ms: 300 },
      { subject: 'production', answers: 3, output_tokens: 6, median_ms: 200 },
    ]);
  });
});
