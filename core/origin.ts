/**
 * Where a row comes from, as `_origin` says it in every table: gs://BUCKET/NAME#GENERATION:ROW; of an answer of production
 * landfall://predictions/ID.
 */

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

/** What the address of whatever production has answered begins with, and of whom it has answered. */
export const answerOrigins = 'landfall://';

/** The answer's id; undefined for any other origin. */
export const readAnswerOrigin = (origin: string): string | undefined =>
  /^landfall:\/\/predictions\/([0-9a-f-]{36})$/.exec(origin)?.[1];

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
