import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { votesOf, votesStatement, type VoteRow } from '../../../core/drift/votes';
import { votesOfRow, type RowVotes } from '../../../core/rehearsal/row-votes';
import predictions from '../../../schemas/tables/predictions.json';
import ratings from '../../../schemas/tables/ratings.json';
import { openLocal, project, type Local } from '../../local/bigquery/harness';
import { sharedSql } from '../shared-sql';

let local: Local;
beforeAll(async () => {
  local = await openLocal();
  await local.client.createDataset('landfall');
  for (const { table, schema, timePartitioning } of [predictions, ratings])
    await local.client.dataset('landfall').createTable(table, { schema: schema.fields, timePartitioning });
});
afterAll(() => local.close());

const said: [fields: Record<string, string>, answer: string][] = [
  [{ email: 'Where is order 20019? The toaster has not come.' }, ' Late Delivery '],
  [{ email: 'a b c' }, ''],
  [{ email: 'Überraschung: 9 € für "nichts"\nund wieder', channel: 'app' }, 'ÄRGER'],
  [{ email: '退款 申请 请尽快处理' }, '👩‍🚀'],
  [{ email: 'beta alfa' }, 'x'.repeat(60)],
  [{ email: 'gamma: "quoted": yes' }, 'x'.repeat(61)],
];

test.each<keyof RowVotes>(['inputWords', 'inputLength', 'outputCategory', 'outputLength'])(
  'a row has the vote of %s that its statement reads of the prediction',
  async (name) => {
    const rows = said.map(([fields, text], index) => ({
      id: `${name}-${index}`,
      made_at: '2026-12-01T08:00:00.000Z',
      pipeline: name,
      run: 'r',
      model: 'm',
      endpoint: 'e',
      prompt_digest: 'd',
      input: JSON.stringify(fields),
      text,
      finish_reason: 'STOP',
      input_tokens: 1,
      output_tokens: 1,
      latency_ms: 100,
      outcome: 'answered',
    }));
    await local.appendRows(`${project}.landfall.predictions`, rows);
    const { sql: query, params } = votesStatement(name, {
      pipeline: name,
      sql: sharedSql,
      tableOf: (table) => `${project}.landfall.${table}`,
      from: '2026-12-01T08:00:00Z',
      until: '2026-12-01T09:00:00Z',
    });
    const [found] = (await local.client.query({ query, params })) as unknown as [VoteRow[]];
    expect(votesOf(found).map(({ category }) => category)).toEqual(
      said.map(([fields, answer]) => votesOfRow(fields, answer)[name]),
    );
  },
);
