/** The runs whose report and card are the longest, of many labels and findings, and whose export has the most shards. */
import { atMost } from '../../../core/at-most';
import { shardsFolder } from '../../../core/ledger-layout';
import type { EventData, Run } from '../../../schemas/generated/types';
import { jobOf } from '../../../functions/shared/warehouse/warehouse';
import { pushOf, type MeasuredFunctions } from '../measured-functions';
import { peakOf, uploadsAtOnce, type Input } from './input';
import { oneSource, validated } from './landing';
import { pipelineName } from './made-runs';

const labels = 1000;
const rows = 20_000;
/** BigQuery says no number; a training file of a gigabyte, in shards of a fifth of a megabyte. */
const shards = 5000;

export const transformInputs: Input[] = [
  {
    of: 'transform',
    name: `${labels} labels in ${rows} examples, half of them with findings`,
    measure: async (functions) => peakOfTransform(functions, await validatedRun(functions, 'labels', rows)),
  },
  {
    of: 'transform',
    name: `an export of ${shards} shards`,
    async measure(functions) {
      const { ledger, objects } = functions;
      const run = await validatedRun(functions, 'shards', 100);
      // The export leaves them, for it writes a few of its own under other names, and they are joined with these.
      const folder = `${ledger.artifactUri(shardsFolder(run))}${jobOf(run, 'export-train').id}/`;
      await atMost(uploadsAtOnce, [...Array(shards).keys()], async (shard) => {
        await objects.write(`${folder}1${String(shard).padStart(11, '0')}.jsonl`, shardOf(shard));
      });
      const peak = await peakOfTransform(functions, run);
      const { trainUri } = (await ledger.findOutput(run, 'transform'))!.data;
      const [joined] = await objects.list(trainUri);
      if (joined!.bytes < shards * shardOf(0).length) throw new Error('transform has not joined all shards');
      return peak;
    },
  },
];

/** A run of as many rows, as validate leaves it. */
async function validatedRun(functions: MeasuredFunctions, batch: string, count: number): Promise<Run> {
  const schema = {
    type: 'object',
    properties: { id: { type: 'string' }, body: { type: 'string' }, summary: { type: 'string' } },
  };
  const trainingSql = 'SELECT id AS key, _origin, body AS email, summary AS target FROM emails';
  await oneSource(functions, schema, { trainingSql });
  const { storage, status } = functions.cloud;
  const landed = `${pipelineName}/${batch}/emails.jsonl`;
  const lines = Array.from({ length: count }, (_, row) => JSON.stringify(rowOf(row)));
  await storage
    .bucket(status.buckets.landing)
    .file(landed)
    .save(`${lines.join('\n')}\n`, { resumable: false });
  return (await validated(functions, landed)).run;
}

async function peakOfTransform(functions: MeasuredFunctions, run: Run): Promise<number> {
  const { data } = (await functions.ledger.findOutput(run, 'validate'))!;
  return peakOf(
    functions,
    run,
    'transform',
    pushOf('landfall.dataset.validated.v1', data as EventData['landfall.dataset.validated.v1']),
  );
}

const shardOf = (shard: number) => `{"shard":"${String(shard).padStart(12, '0')}"}\n`;

/** Every other text is there twice, with another label: a duplicate that contradicts. */
function rowOf(row: number) {
  const text = row % 4 === 1 ? row - 1 : row;
  const words = Array.from({ length: 40 }, (_, word) => `w${(text * 7919 + word * 104_729) % 99_991}`);
  return { id: `e${row}`, body: words.join(' '), summary: `label ${row % labels}` };
}
