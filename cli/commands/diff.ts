/** landfall diff: what differs between two dataset versions, and with what they were made. */
import { readChanges, type Changes } from '../../operations/warehouse/changes';
import { connect } from '../cloud';
import type { Cloud } from '../../operations/cloud';
import { compareVersions, type Side } from '../../operations/runs/comparison';
import { OperationError } from '../../operations/errors';
import { createLedger, type Ledger } from '../../operations/ledger/ledger';
import { print, printJson } from '../output';
import { diffLines } from '../render/diff-lines';
import { findVersion } from '../../operations/warehouse/versions';
import { TableGone } from '../../operations/warehouse/warehouse';

/** @param older and @param newer versions, or runs that made or used them */
export async function diff(older: string, newer: string, { json }: { json?: boolean }): Promise<void> {
  const cloud = await connect();
  const ledger = createLedger(cloud);
  const [before, after] = await Promise.all([readSide(ledger, older), readSide(ledger, newer)]);
  const changes = await changesOf(cloud, before, after);
  const comparison = compareVersions(before, after);
  if (json) {
    const version = ({ card: { pipeline, version: id, madeByRun } }: Side) => ({ pipeline, version: id, madeByRun });
    return printJson({ before: version(before), after: version(after), ...changes, ...comparison });
  }
  print(diffLines(before, after, changes, comparison, cloud.now()).join('\n'));
}

async function readSide(ledger: Ledger, name: string): Promise<Side> {
  const card = await findVersion(ledger, name);
  return { card, configuration: await ledger.readConfiguration({ pipeline: card.pipeline, run: card.madeByRun }) };
}

async function changesOf(cloud: Cloud, before: Side, after: Side): Promise<Changes> {
  try {
    return await readChanges(cloud, { before: before.card.table, after: after.card.table });
  } catch (error) {
    if (!(error instanceof TableGone)) throw error;
    const { card } = error.table === before.card.table ? before : after;
    throw new OperationError(`The examples of version ${card.version} cannot be compared: its table is gone.`, {
      where: error.table,
      why: 'the warehouse has no table of that name any more; the version itself, with its files, stands as it was made',
      next: `npx landfall dataset ${card.version}   (its card)\nnpx landfall run ${card.madeByRun}   (how to drop the same files again)`,
    });
  }
}
