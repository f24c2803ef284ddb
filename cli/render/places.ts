/** Objects and rows as a person names them: a file, a row of it, and no more of the address than is needed. */

const prefixOf = /^gs:\/\/[^/]+\/[^/]+\/[^/]+\//;

/** What stands below the batch: gs://LANDING/PIPELINE/BATCH/emails/part-0.jsonl → "emails/part-0.jsonl". */
export function fileOf(uri: string): string {
  return uri.replace(prefixOf, '');
}

/** The batch's address, gs://LANDING/PIPELINE/BATCH/, when all these objects lie in one. */
export function commonBatch(uris: string[]): string | undefined {
  const [batch, ...others] = new Set(uris.map((uri) => prefixOf.exec(uri)?.[0]));
  return others.length === 0 ? batch : undefined;
}

export interface Origin {
  uri: string;
  generation: string;
  /** Counted from 1. */
  row: number;
}

/** gs://BUCKET/NAME#GENERATION:ROW taken apart; undefined for any other text. An object's name may hold # and : too. */
export function parseOrigin(origin: string): Origin | undefined {
  const [, uri, generation, row] = /^(gs:\/\/.*)#(\d+):(\d+)$/s.exec(origin) ?? [];
  return uri && generation && row ? { uri, generation, row: Number(row) } : undefined;
}

/** "emails.jsonl, row 7": the origin of a row; one of another batch keeps its whole address. */
export function describeOrigin(origin: string, batch?: string): string {
  const parsed = parseOrigin(origin);
  if (!parsed) return origin;
  const file = batch && parsed.uri.startsWith(batch) ? parsed.uri.slice(batch.length) : parsed.uri;
  return `${file}, row ${parsed.row}`;
}
