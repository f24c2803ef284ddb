/** One landed file through checkObject, in memory: what became of it. */
import type { SourceSpec } from '../../../schemas/generated/types';
import {
  checkObject,
  type CheckedObject,
  type CheckObjectArgs,
  type CheckObjectWorld,
} from '../../../functions/validate/reading/check-object';
import { createWorld, type World } from '../fakes';

type Json = Record<string, unknown>;

export interface Checked {
  staged: CheckedObject;
  /** The clean rows, and as they are stored. */
  rows: Json[];
  clean: string;
  quarantine: Json[];
}

export const anyRow = { type: 'object', properties: { a: {}, b: {}, id: {}, text: {}, label: {} } };

export const inOneThread = { workers: 0, smallBytes: 0, script: '' };

interface Options extends Partial<Omit<CheckObjectArgs, 'spec'>>, Pick<CheckObjectWorld, 'parallelism' | 'limits'> {
  spec?: Partial<SourceSpec>;
  world?: World;
}

export async function check(
  body: string | Buffer,
  { spec, world = createWorld(), parallelism = inOneThread, limits, ...args }: Options = {},
): Promise<Checked> {
  const { objects, clock, log } = world;
  const uri = 'gs://landing/p/b1/rows';
  const generation = objects.put(uri, body);
  const cleanUri = 'gs://artifacts/staged/k/clean.jsonl';
  const quarantineUri = 'gs://artifacts/quarantine/p/r/rows.jsonl';
  const staged = await checkObject(
    {
      uri,
      generation,
      bytes: Buffer.byteLength(body),
      file: 'rows.txt',
      source: 'rows',
      spec: { format: 'auto', form: 'rows', schema: 'rows.json', required: true, ...spec },
      rowSchema: anyRow,
      maxFieldCharacters: 1_000_000,
      cleanUri,
      quarantineUri,
      partsFolder: 'gs://artifacts/staged/k/parts/',
      ...args,
    },
    { objects, clock, log, signal: new AbortController().signal, isTimeUp: () => false, parallelism, limits },
  );
  if (!staged) throw new Error('the time was up');
  const clean = objects.text(cleanUri)!;
  return { staged, clean, rows: parsed(clean), quarantine: parsed(objects.text(quarantineUri) ?? '') };
}

const parsed = (lines: string): Json[] =>
  lines
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Json);
