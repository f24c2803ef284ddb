import { beforeAll, expect, test } from '@jest/globals';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { againCommand } from '../../operations/drop/batch';
import { createLedger } from '../../operations/ledger/ledger';
import type { LandedObject } from '../../schemas/generated/types';
import { local } from './shared-cloud';

beforeAll(() => {
  const [emails, customers] = local.files;
  const lines = readFileSync(emails, 'utf8').trimEnd().split('\n');
  mkdirSync(join(local.directory, 'emails'));
  writeFileSync(join(local.directory, 'emails', 'part-0.jsonl'), lines.slice(0, 40).join('\n'));
  writeFileSync(join(local.directory, 'emails', 'part-1.jsonl.gz'), gzipSync(lines.slice(40).join('\n')));
  writeFileSync(join(local.directory, 'emails', '_SUCCESS'), '');
  writeFileSync(join(local.directory, 'customers.csv.gz'), gzipSync(readFileSync(customers)));
});

const drop = async (...commandLine: string[]): Promise<Record<string, unknown>> => {
  const { stdout, stderr } = await local.landfall('drop', 'email-summary', ...commandLine, '--json');
  if (stderr) throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
};
const objectsOf = async (run: unknown): Promise<LandedObject[]> => {
  const { record } = await createLedger(local.cloud).openRun({ pipeline: 'email-summary', run: String(run) });
  return record.trigger.objects;
};
const names = (objects: LandedObject[]): string[] =>
  objects.map(({ name }) => name.split('/').slice(2).join('/')).toSorted();
const parts = ['customers.csv.gz', 'emails/part-0.jsonl', 'emails/part-1.jsonl.gz'];

test('a folder is the parts of a source: one run takes them all, and its batch can be dropped again', async () => {
  const { run } = await drop(join(local.directory, 'emails'), join(local.directory, 'customers.csv.gz'));
  const objects = await objectsOf(run);
  expect(names(objects)).toEqual(parts);

  const trigger = { bucket: local.cloud.status.buckets.landing, objects };
  const again = againCommand({ pipeline: 'email-summary', trigger }).split(' ').slice(4, -1);
  expect(again).toHaveLength(2);
  const second = await drop(...again);
  expect(second['run']).not.toBe(run);
  expect(names(await objectsOf(second['run']))).toEqual(parts);
});

test('the sources of a batch may come one by one; the last one begins the run', async () => {
  const emails = join(local.directory, 'emails');
  const first = await drop(emails, '--batch', 'friday');
  expect(first).toMatchObject({ batch: 'friday', waitingFor: ['customers'] });
  const { run } = await drop(local.files[1], '--batch', 'friday');
  expect(names(await objectsOf(run))).toEqual(['customers.csv', ...parts.slice(1)]);
  // The same once more is the same run.
  expect(await drop(local.files[1], '--batch', 'friday')).toMatchObject({ run });
  // A source is not there twice.
  await expect(drop(join(local.directory, 'customers.csv.gz'), '--batch', 'friday')).rejects.toThrow(
    /holds customers\.csv already/,
  );
});
