/** Examples of a dataset version that hold a text or were made of a landed row: asked for once, and read in windows. */
import type { DatasetCard } from '../../schemas/generated/types';
import type { Cloud } from '../cloud';
import { UnknownName } from '../errors';
import { ofVersions } from './version-tables';
import { bytesRead, find, readFound, type Found } from './warehouse';

export interface Search {
  /** In key, prompt or target, whatever its case. */
  text: string;
  /** A split, or why it was left out of all. */
  place: string;
  /** gs://BUCKET/NAME#GENERATION:ROW */
  origin: string;
}

export interface FoundExample {
  key: string;
  split: string | null;
  left_out: string | null;
  /** The beginnings; null of texts that were put aside for the personal data in them. */
  prompt: string | null;
  target: string | null;
}

const file = 'search-examples.sql';
const prefix = 'landfall-search-';

/** Bytes that the search would read, for which BigQuery bills. */
export const bytesOfSearch = (cloud: Cloud, card: DatasetCard, search: Search): Promise<number> =>
  ofVersions([card], 'looked through', bytesRead(cloud, file, { dataset: card.table }, { ...search }));

export const searchExamples = (cloud: Cloud, card: DatasetCard, search: Search): Promise<Found> =>
  ofVersions([card], 'looked through', find(cloud, prefix, file, { dataset: card.table }, { ...search }));

/** @throws UnknownName for the id of no search, or of one that BigQuery has forgotten */
export async function readSearch(
  cloud: Cloud,
  id: string,
  window: { from: number; count: number },
): Promise<{ total: number; rows: FoundExample[] }> {
  const unknown = new UnknownName('What was found is not kept any more.', {
    why: 'the warehouse keeps it for a day',
    next: 'search again',
  });
  if (!id.startsWith(prefix)) throw unknown;
  try {
    return await readFound<FoundExample>(cloud, id, window);
  } catch (error) {
    throw (error as { code?: unknown }).code === 404 ? unknown : error;
  }
}
