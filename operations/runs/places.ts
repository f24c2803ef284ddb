/** Objects and rows as a person names them: a file, a row of it, and no more of the address than is needed. */
import { belowBatch } from '../../core/batch/landing-path';
import { readGsUri } from '../../core/gs-uri';
import { readOrigin } from '../../core/origin';

/** What stands below the batch: gs://LANDING/PIPELINE/BATCH/emails/part-0.jsonl → "emails/part-0.jsonl". */
export function fileOf(uri: string): string {
  const name = readGsUri(uri)?.name ?? '';
  return name.split('/').length > 2 ? belowBatch(name) : uri;
}

/** The batch's address, gs://LANDING/PIPELINE/BATCH/, when all these objects lie in one. */
export function commonBatch(uris: string[]): string | undefined {
  const [batch, ...others] = new Set(uris.map((uri) => uri.slice(0, uri.length - fileOf(uri).length)));
  return others.length === 0 && batch !== '' ? batch : undefined;
}

/** "emails.jsonl, row 7": the origin of a row; one of another batch keeps its whole address. */
export function describeOrigin(origin: string, batch?: string): string {
  const parsed = readOrigin(origin);
  if (!parsed) return origin;
  const file = batch && parsed.uri.startsWith(batch) ? parsed.uri.slice(batch.length) : parsed.uri;
  return `${file}, row ${parsed.row}`;
}
