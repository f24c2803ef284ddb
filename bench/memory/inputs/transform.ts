/** The runs whose report and card are the longest, of many labels and findings, whose export has the most shards, and whose probe takes the most. */
import { atMost } from '../../../core/at-most';
import { configurationPath, shardsFolder } from '../../../core/ledger-layout';
import { mostCharacters, mostProbed } from '../../../core/probe/limits';
import type { Configuration, EventData, PipelineSpec, Run } from '../../../schemas/generated/types';
import { jobOf } from '../../../functions/shared/warehouse/warehouse';
import { pushOf, type MeasuredFunctions } from '../measured-functions';
import { peakOf, uploadsAtOnce, type Input } from './input';
import { oneSource, validated } from './landing';
import { pipelineName } from './made-runs';

const labels = 1000;
const rows = 20_000;
/** BigQuery says no number; a training file of a gigabyte, in shards of a fifth of a megabyte. */
const shards = 5000;
/** Of which as many are left to train on as are looked at. */
const probed = 2 * mostProbed;

export const transformInputs: Input[] = [
  {
    of: 'transform',
    name: `${labels} labels in ${rows} examples, half of them with findings`,
    measure: async (functions) =>
      peakOfTransform(functions, await validatedRun(functions, 'labels', made(rows, rowOf))),
  },
  {
    of: 'transform',
    name: `an export of ${shards} shards`,
    async measure(functions) {
      const { ledger, objects } = functions;
      const run = await validatedRun(functions, 'shards', made(100, rowOf));
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
  {
    of: 'transform',
    name: `a probe of ${probed} examples of ${2 * mostCharacters} characters, all of other words`,
    measure: async (functions) =>
      peakOfTransform(functions, await validatedRun(functions, 'probe', made(probed, longRowOf), 'warn')),
  },
];

type Row = ReturnType<typeof rowOf>;
const made = (count: number, row: (place: number) => Row) => Array.from({ length: count }, (_, place) => row(place));

/** A run of these rows, as validate leaves it. */
async function validatedRun(
  functions: MeasuredFunctions,
  batch: string,
  landedRows: Row[],
  probe: PipelineSpec['tuning']['probe'] = 'off',
): Promise<Run> {
  const schema = {
    type: 'object',
    properties: { id: { type: 'string' }, body: { type: 'string' }, summary: { type: 'string' } },
  };
  const trainingSql = 'SELECT id AS key, _origin, body AS email, summary AS target FROM emails';
  await oneSource(functions, schema, { trainingSql });
  await withoutLimits(functions, probe);
  const { storage, status } = functions.cloud;
  const landed = `${pipelineName}/${batch}/emails.jsonl`;
  const lines = landedRows.map((row) => JSON.stringify(row));
  await storage
    .bucket(status.buckets.landing)
    .file(landed)
    .save(`${lines.join('\n')}\n`, { resumable: false });
  return (await validated(functions, landed)).run;
}

/** No limit of money, nor of the small model that answers here, is what is measured. */
async function withoutLimits({ ledger, objects }: MeasuredFunctions, probe: PipelineSpec['tuning']['probe']) {
  const configuration = (await ledger.findConfiguration(pipelineName)) as Configuration;
  const { tuning, generation } = configuration.pipeline;
  generation.maxOutputTokens = 8192;
  Object.assign(tuning, { probe, maximumTokens: 1e12, budget: { run: 1e9, month: 1e9 } });
  for (const model of Object.values(configuration.baseModels))
    Object.assign(model, { tokensPerExample: 131_072, contextTokens: undefined });
  await objects.write(ledger.artifactUri(configurationPath(pipelineName)), JSON.stringify(configuration));
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

/** Its terms are in no other row, and its target has nothing to do with it: all signals are measured. */
function longRowOf(row: number) {
  const text = (seed: number) =>
    Array.from({ length: 100 }, (_, word) => ((seed * 100 + word + 1) * 2_654_435_761).toString(36).slice(-7)).join(
      ' ',
    );
  return { id: `e${row}`, body: text(2 * row), summary: text(2 * row + 1) };
}
