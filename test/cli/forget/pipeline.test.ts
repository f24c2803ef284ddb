/** What a pipeline holds of somebody, found and taken away in a cloud of which there are the buckets alone. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findQuarantined, removeQuarantined } from '../../../cli/forget/quarantine';
import { createScrubber } from '../../../cli/forget/marks';
import { findRunRecords, removeFromRun } from '../../../cli/forget/run-records';
import { findTheirRows, type ReadObject } from '../../../cli/forget/their-rows';
import { createLedger } from '../../../operations/ledger/ledger';
import type { PipelineSpec } from '../../../schemas/generated/types';
import { killedAt, startForgetCloud } from './forget-cloud';

let stored: Awaited<ReturnType<typeof startForgetCloud>>;
beforeAll(async () => void (stored = await startForgetCloud()));
afterAll(() => stored.stop());

const source = { format: 'auto', form: 'rows', required: true, schema: 's.json' } as const;
const sources: PipelineSpec['sources'] = {
  emails: { ...source, references: { customer: 'customers.id' } },
  customers: { ...source, subject: 'email' },
};
const jsonl = (rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('landed rows about somebody', () => {
  const find = (objects: ReadObject[], name = 'ana@example.com') =>
    findTheirRows(name, sources, objects, { cloud: stored.cloud, ledger: createLedger(stored.cloud) });
  const staged = (key: string, of: string): ReadObject => ({
    source: of,
    uri: `gs://landing/p/b/${key}.csv`,
    generation: '1',
    digest: key,
    cleanUri: `gs://artifacts/staged/${key}/clean.jsonl`,
  });

  test('are those that name them, and those that refer to these, as they were staged', async () => {
    await stored.put(
      'staged/c/clean.jsonl',
      jsonl([
        { _row: 1, id: 7, email: 'ana@example.com' },
        { _row: 2, id: 8, email: 'bo@example.com' },
      ]),
    );
    await stored.put(
      'staged/e/clean.jsonl',
      jsonl([
        { _row: 1, customer: 8 },
        { _row: 2, customer: 7 },
        { _row: 4, customer: 7 },
      ]),
    );
    const found = await find([staged('e', 'emails'), staged('c', 'customers')]);
    expect([...found.origins]).toEqual([
      'gs://landing/p/b/c.csv#1:1',
      'gs://landing/p/b/e.csv#1:2',
      'gs://landing/p/b/e.csv#1:4',
    ]);
    expect([...found.names]).toEqual(['ana@example.com', '7']);
    expect(found.landed.map(({ rows }) => rows)).toEqual([1, 2]);
    expect((await find([staged('c', 'customers')], 'nobody')).origins.size).toBe(0);
  });

  test('are read again from the landed file where what was staged is gone, and told where both are', async () => {
    await stored.put('p/b/customers.csv', 'id,email\n8,bo@example.com\n7,ana@example.com\n', 'landing');
    const [{ generation }] = await stored.cloud.storage.bucket('landing').file('p/b/customers.csv').getMetadata();
    const landed = { ...staged('customers', 'customers'), generation: String(generation) };
    const found = await find([landed, staged('gone', 'emails')]);
    expect([...found.origins]).toEqual([`gs://landing/p/b/customers.csv#${generation}:2`]);
    expect(found.unread).toEqual(['gs://landing/p/b/gone.csv#1']);
  });

  test('are known of another drop of the same rows, one of which is still there', async () => {
    const again = { ...staged('c', 'customers'), uri: 'gs://landing/p/earlier/c.csv', cleanUri: undefined };
    const found = await find([again, staged('c', 'customers')]);
    expect([...found.origins]).toEqual(['gs://landing/p/earlier/c.csv#1:1', 'gs://landing/p/b/c.csv#1:1']);
    expect(found.unread).toEqual([]);
  });
});

test('rows that were put aside go where they name somebody, and nobody who is called nearly so', async () => {
  const line = (row: number, raw: string) => ({
    source: 'emails',
    row,
    line: row,
    reasons: ['summary is missing'],
    raw,
  });
  const name = 'quarantine/p/r/emails.jsonl';
  await stored.put(name, jsonl([line(1, '{"customer":"c001"}'), line(2, '{"customer":"c0012"}'), line(3, 'x,c001,y')]));
  const names = new Set(['c001']);
  const [found, ...others] = await findQuarantined(stored.bucket, 'p', names);
  expect([found, others]).toEqual([{ name, rows: 2 }, []]);
  await removeQuarantined(stored.bucket, found!, names);
  expect(Object.values(await stored.everything(name))).toEqual([jsonl([line(2, '{"customer":"c0012"}')])]);
  expect(await findQuarantined(stored.bucket, 'p', names)).toEqual([]);
});

describe('the records of a run', () => {
  const run = { pipeline: 'p', run: '20261129-0a0b0c0d' };
  const prompt = 'My kettle leaks since Monday';
  const scrubber = createScrubber({
    keys: new Set(['e7']),
    origins: new Set(),
    prompts: new Set([prompt]),
    targets: new Set(),
  });
  const folder = `runs/p/${run.run}/`;
  const report = {
    metrics: { base: { rougeL: 0.1 } },
    predictions: [
      { line: 1, prompt },
      { line: 2, prompt: 'My jar leaks' },
    ],
  };

  test('tell of others alone afterwards, in every generation, wherever the command is killed', async () => {
    for (let times = 0, killed = true; killed; times++) {
      await stored.put(`${folder}run.json`, JSON.stringify({ run: run.run }));
      await stored.put(`${folder}evaluate/report.json`, JSON.stringify(report));
      await stored.put(
        `${folder}evaluate/predictions.jsonl`,
        jsonl([
          { key: 'e7', prompt },
          { key: 'e8', prompt: 'My jar leaks' },
        ]),
      );
      await stored.put(`${folder}evaluate/parts/base-12345678/00000.json`, JSON.stringify([{ text: 'a kettle' }]));
      await stored.put(
        `${folder}evaluate/shots/d.json`,
        JSON.stringify([[{ role: 'user', text: prompt }], [{ role: 'user', text: 'a jar' }]]),
      );
      await stored.put(`${folder}evaluate/result.json`, JSON.stringify({ stage: 'evaluate' }));
      const forget = async () => {
        const records = await findRunRecords(stored.bucket, run, scrubber);
        await removeFromRun(stored.bucket, records, scrubber);
        return records;
      };
      killed = await killedAt(times, forget);
      if (killed) await forget();
      const left = await stored.everything(folder);
      expect(JSON.stringify(left)).not.toContain('kettle');
      expect(Object.keys(left).map((name) => name.slice(folder.length).replace(/#.*/, ''))).toEqual([
        'evaluate/predictions.jsonl',
        'evaluate/report.json',
        'evaluate/result.json',
        'evaluate/shots/d.json',
        'run.json',
      ]);
      expect(JSON.parse(await stored.text(`${folder}evaluate/report.json`))).toEqual({
        ...report,
        predictions: [report.predictions[1]],
      });
      expect(JSON.parse(await stored.text(`${folder}evaluate/shots/d.json`))).toEqual([
        [{ role: 'user', text: 'a jar' }],
      ]);
      expect(await forget()).toEqual({ run, rewritten: [], removed: [] });
    }
  });
});
