/** The run whose report and card are the longest: many labels, many findings, and a version of many shards. */
import type { EventData } from '../../../schemas/generated/types';
import { pushOf } from '../measured-functions';
import { peakOf, type Input } from './input';
import { oneSource, validated } from './landing';
import { pipelineName } from './made-runs';

const labels = 1000;
const rows = 20_000;

export const transformInputs: Input[] = [
  {
    of: 'transform',
    name: `${labels} labels in ${rows} examples, half of them with findings`,
    async measure(functions) {
      const schema = {
        type: 'object',
        properties: { id: { type: 'string' }, body: { type: 'string' }, summary: { type: 'string' } },
      };
      const trainingSql = 'SELECT id AS key, _origin, body AS email, summary AS target FROM emails';
      await oneSource(functions, schema, { trainingSql });
      const { storage, status } = functions.cloud;
      const landed = `${pipelineName}/labels/emails.jsonl`;
      const lines = Array.from({ length: rows }, (_, row) => JSON.stringify(rowOf(row)));
      await storage
        .bucket(status.buckets.landing)
        .file(landed)
        .save(`${lines.join('\n')}\n`, { resumable: false });
      const { run } = await validated(functions, landed);
      const { data } = (await functions.ledger.findOutput(run, 'validate'))!;
      return peakOf(
        functions,
        run,
        'transform',
        pushOf('landfall.dataset.validated.v1', data as EventData['landfall.dataset.validated.v1']),
      );
    },
  },
];

/** Every other text is there twice, with another label: a duplicate that contradicts. */
function rowOf(row: number) {
  const text = row % 4 === 1 ? row - 1 : row;
  const words = Array.from({ length: 40 }, (_, word) => `w${(text * 7919 + word * 104_729) % 99_991}`);
  return { id: `e${row}`, body: words.join(' '), summary: `label ${row % labels}` };
}
