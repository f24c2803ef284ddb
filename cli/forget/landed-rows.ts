/** The rows of a landed object: as they were staged, or, once that is gone, as they are read again. */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseGsUri } from '../../core/gs-uri';
import { lines } from '../../core/lines';
import type { StagedObject } from '../../schemas/generated/types';
import type { Cloud } from '../../operations/cloud';
import { readDataFile } from '../init/data-file';
import type { Ledger } from '../../operations/ledger/ledger';

export type LandedValues = Record<string, unknown> & { _row: number };

export type Landed = Pick<StagedObject, 'uri' | 'generation'> & Partial<Pick<StagedObject, 'cleanUri'>>;

/** @throws Error with code 404 when it is neither staged nor landed any more */
export async function* landedRows(cloud: Cloud, ledger: Ledger, object: Landed): AsyncGenerator<LandedValues> {
  let begun = false;
  try {
    for await (const text of object.cleanUri === undefined ? [] : ledger.readLines(object.cleanUri)) {
      begun = true;
      yield JSON.parse(text) as LandedValues;
    }
    if (object.cleanUri !== undefined) return;
  } catch (error) {
    if (begun || (error as { code?: unknown }).code !== 404) throw error;
  }
  yield* readAgain(cloud, object);
}

/** A file that is removed while it is read is read to its end. */
async function* readAgain(cloud: Cloud, { uri, generation }: Landed): AsyncGenerator<LandedValues> {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-forget-'));
  try {
    const { bucket, name } = parseGsUri(uri);
    const [landed, rows, copy] = ['landed', 'rows.jsonl', 'copy'].map((file) => join(folder, file));
    await cloud.storage.bucket(bucket).file(name, { generation }).download({ destination: landed! });
    await readDataFile(landed!, { lines: rows!, copy: copy! }, new AbortController().signal);
    for await (const text of lines(createReadStream(rows!))) yield JSON.parse(text) as LandedValues;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
