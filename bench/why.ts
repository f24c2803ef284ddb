/** How long the way takes from an answer to the rows behind it, among a million answers, in a local cloud of its own. Option: --answers 1000000. */
import { parseArgs } from 'node:util';
import { readWhy } from '../operations/warehouse/why';
import { createTestCloud, dropSample, type TestCloud } from '../test/end-to-end/test-cloud';
import { eventually } from '../test/eventually';
import type { Figure } from './figure';

const pipeline = 'email-summary';
/** Seconds that it may take. */
const most = 1;

export async function benchWhy(argv: string[]): Promise<Figure[]> {
  const { values } = parseArgs({
    args: argv,
    options: { answers: { type: 'string', default: '1000000' }, json: { type: 'boolean' } },
    allowPositionals: true,
  });
  const local = await createTestCloud();
  try {
    const { summary } = await dropSample(local);
    if (summary.status !== 'deployed') throw new Error(`the sample's run is ${summary.status}`);
    const id = await askedOnce(local);
    const alone = await secondsOf(() => readWhy(local.cloud, id));
    await addAnswers(local, Number(values.answers));
    const among = await secondsOf(() => readWhy(local.cloud, id));
    const command = await secondsOf(() => local.landfall('why', id));
    const name = `why, among ${Number(values.answers).toLocaleString('en-US')} answers`;
    return [
      { name: 'why, among a few answers', value: alone, unit: 's' },
      { name, value: among, unit: 's', ratio: among / most, against: `budget of ${most} s` },
      { name: 'the command as a whole, its start included', value: command, unit: 's' },
    ];
  } finally {
    await local.close();
  }
}

/** Of one answer that is on record. */
async function askedOnce(local: TestCloud): Promise<string> {
  const { stdout } = await local.landfall('ask', pipeline, 'My kettle leaks, order 88121. Ana', '--json');
  const { id } = JSON.parse(stdout) as { id: string };
  await eventually(() => readWhy(local.cloud, id).catch(() => false as const), 'the row of an answer');
  return id;
}

/** As that one, a second apart. */
async function addAnswers({ cloud }: TestCloud, count: number): Promise<void> {
  const bigquery = await cloud.bigquery();
  const table = `\`${cloud.status.project}.landfall.predictions\``;
  await bigquery.query(`INSERT INTO ${table} (id, made_at, pipeline, run, model, endpoint, prompt_digest, input, text, finish_reason, input_tokens, output_tokens, latency_ms)
SELECT GENERATE_UUID(), TIMESTAMP_SUB(made_at, INTERVAL n SECOND), pipeline, run, model, endpoint, prompt_digest, input, text, finish_reason, input_tokens, output_tokens, latency_ms
FROM (SELECT * FROM ${table} LIMIT 1), UNNEST(GENERATE_ARRAY(1, ${count})) AS n`);
}

/** The middle one of five. */
async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    const begun = performance.now();
    await work();
    times.push((performance.now() - begun) / 1000);
  }
  return times.toSorted((a, b) => a - b)[2]!;
}
