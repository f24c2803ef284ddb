/** What differs between two dataset versions: with what they were made, and which examples. */
import type { DatasetCard } from '../../schemas/generated/types';
import type { Cloud } from '../cloud';
import type { Ledger } from '../ledger/ledger';
import type { Side } from '../runs/comparison';
import { bytesOfChanges, readChanges, type Changes } from './changes';
import { ofVersions } from './version-tables';
import { findVersion } from './versions';

export interface Sides {
  before: Side;
  after: Side;
}

/** @param older and @param newer versions, or runs that made or used them */
export async function readSides(ledger: Ledger, older: string, newer: string): Promise<Sides> {
  const [before, after] = await Promise.all([readSide(ledger, older), readSide(ledger, newer)]);
  return { before, after };
}

async function readSide(ledger: Ledger, name: string): Promise<Side> {
  const card = await findVersion(ledger, name);
  return { card, configuration: await ledger.readConfiguration({ pipeline: card.pipeline, run: card.madeByRun }) };
}

/** @throws UnknownName where the table of one of them is gone */
export const readDifference = (cloud: Cloud, sides: Sides): Promise<Changes> =>
  ofVersions(cardsOf(sides), 'compared', readChanges(cloud, tablesOf(sides)));

/** Bytes that comparing their examples would read. @throws UnknownName likewise */
export const bytesOfDifference = (cloud: Cloud, sides: Sides): Promise<number> =>
  ofVersions(cardsOf(sides), 'compared', bytesOfChanges(cloud, tablesOf(sides)));

const cardsOf = ({ before, after }: Sides): DatasetCard[] => [before.card, after.card];
const tablesOf = ({ before, after }: Sides) => ({ before: before.card.table, after: after.card.table });
