/** Where a row comes from, as `_origin` says it in every table: gs://BUCKET/NAME#GENERATION:ROW. */

export interface Origin {
  /** gs:// address of the landed object. */
  uri: string;
  generation: string;
  /** Counted from 1. */
  row: number;
}

/** What the origin of an object's rows begins with; the row's number comes after it. */
export const originPrefix = ({ uri, generation }: { uri: string; generation: string }): string =>
  `${uri}#${generation}:`;

/** The origin taken apart; undefined for any other text. An object's name may hold # and : too. */
export function readOrigin(origin: string): Origin | undefined {
  const [, uri, generation, row] = /^(gs:\/\/.+)#(\d+):(\d+)$/s.exec(origin) ?? [];
  return uri && generation && row ? { uri, generation, row: Number(row) } : undefined;
}

/** @throws Error for a text that is no origin */
export function parseOrigin(origin: string): Origin {
  const read = readOrigin(origin);
  if (!read) throw new Error(`not an origin: ${origin}`);
  return read;
}
