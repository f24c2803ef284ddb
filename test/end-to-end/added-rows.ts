import { beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetCard, ValidationReport } from '../../schemas/generated/types';
import { createLedger } from '../../operations/ledger/ledger';
import { eventually } from '../eventually';
import { local } from './shared-cloud';
import { query, untilVersioned } from './state';

interface Dropped {
  run: string;
  batch: string;
}

describe('rows that are added to a batch', () => {
  const pipeline = 'added-to';
  const folder = () => join(local.directory, 'files', 'added-to');
  const file = (name: string, rows: object[]): string => {
    const path = join(folder(), name);
    writeFileSync(path, rows.map((row) => JSON.stringify(row)).join('\n'));
    return path;
  };
  const row = (id: number, intent: string) => ({
    id: `t${id}`,
    message: `Hello, this is about order ${id * 37}, please`,
    intent,
  });
  const drop = async (...commandLine: string[]): Promise<Dropped> => {
    const { exitCode, stdout, stderr } = await local.landfall('drop', pipeline, ...commandLine, '--json');
    if (exitCode !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Dropped;
  };
  const versionOf = async ({ run }: Dropped): Promise<{ card: DatasetCard; report: ValidationReport }> => {
    const { versioned, error } = await untilVersioned(local.cloud, { pipeline, run });
    if (!versioned) throw new Error(error!.message);
    const ledger = createLedger(local.cloud);
    return {
      card: (await ledger.readCard({ pipeline, version: versioned.version }))!,
      report: (await ledger.readReport({ pipeline, run }))!,
    };
  };
  const intentsOf = async ({ table }: DatasetCard) =>
    new Map((await query(local.cloud, `SELECT key, target FROM \`${table}\``)) as [string, string][]);

  let first: Dropped;
  let more: string;
  let second: Dropped;
  beforeAll(async () => {
    mkdirSync(folder(), { recursive: true });
    const all = file(
      'tickets.jsonl',
      Array.from({ length: 60 }, (_, i) => row(i, ['late', 'lost', 'thanks'][i % 3]!)),
    );
    await local.landfall('init', pipeline, all, '--pipelines', local.pipelines);
    const yaml = join(local.pipelines, pipeline, 'pipeline.yaml');
    writeFileSync(yaml, readFileSync(yaml, 'utf8').replace(/epochs: \d+/, 'epochs: 1'));
    first = await drop(all);
    await versionOf(first);
    more = file('corrections.jsonl', [row(3, 'thanks'), row(60, 'late'), row(61, 'lost')]);
    second = await drop('--add', more);
  });

  test('take the place of those of their key, the others are kept, and the report counts them', async () => {
    const { card, report } = await versionOf(second);
    expect(card.selected).toBe(62);
    const intents = await intentsOf(card);
    expect([intents.get('t3'), intents.get('t60'), intents.get('t4')]).toEqual(['thanks', 'late', 'lost']);
    expect(report.checks.find(({ name }) => name === 'replacedRows')?.reason).toBe(
      '1 of 63 rows (1.59 %) gave way to an added one of the same id; 62 are used',
    );
    const { stdout } = await local.landfall('run', second.run);
    expect(stdout).toMatch(/replacedRows of tickets +1 of 63 rows/);
  });

  test('can be followed to the object that they came with', async () => {
    const { card } = await versionOf(second);
    const { stdout } = await local.landfall('dataset', card.version, '--key', 't3');
    expect(stdout).toContain(`${pipeline}/${second.batch}/tickets/added-001/corrections.jsonl, row 1`);
  });

  test('are added once: the same command again makes no run and no version', async () => {
    await versionOf(second);
    const again = await local.landfall('drop', pipeline, '--add', more, '--json');
    expect(JSON.parse(again.stdout)).toEqual({ pipeline, run: second.run, added: false });
    const runs = JSON.parse((await local.landfall('runs', '--pipeline', pipeline, '--json')).stdout) as unknown[];
    expect(runs).toHaveLength(2);
  });

  test('go on where a command that was killed in the middle has left the batch', async () => {
    await versionOf(second);
    const bucket = local.cloud.storage.bucket(local.cloud.status.buckets.landing);
    const name = 'tickets/tickets.jsonl';
    const left = bucket.file(`${pipeline}/half/${name}`);
    await bucket.file(`${pipeline}/${second.batch}/${name}`).copy(left);
    const [{ generation }] = await left.getMetadata();
    const third = await drop('--add', file('later.jsonl', [row(3, 'late'), row(62, 'lost')]), '--batch', 'half');
    const { card } = await versionOf(third);
    const intents = await intentsOf(card);
    expect([intents.size, intents.get('t3'), intents.get('t60'), intents.get('t62')]).toEqual([
      63,
      'late',
      'late',
      'lost',
    ]);
    expect((await left.getMetadata())[0].generation).toBe(generation);
  });

  test('are added by hand as well, by whoever writes the objects', async () => {
    const bucket = local.cloud.storage.bucket(local.cloud.status.buckets.landing);
    await bucket
      .file(`${pipeline}/${first.batch}/tickets.jsonl`)
      .copy(bucket.file(`${pipeline}/by-hand/tickets/all.jsonl`));
    await bucket.file(`${pipeline}/by-hand/tickets/added-001/x.jsonl`).save(readFileSync(more));
    await bucket.file(`${pipeline}/by-hand/_SUCCESS`).save('');
    const ledger = createLedger(local.cloud);
    const key = await eventually(() => ledger.findRunOfBatch(pipeline, 'by-hand'), 'a run of the batch');
    const { card } = await versionOf({ run: key.run, batch: 'by-hand' });
    expect((await intentsOf(card)).get('t3')).toBe('thanks');
  });
});
