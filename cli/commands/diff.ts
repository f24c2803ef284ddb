/** landfall diff: what differs between two dataset versions, and with what they were made. */
import { connect } from '../cloud';
import { compareVersions, type Side } from '../../operations/runs/comparison';
import { createLedger } from '../../operations/ledger/ledger';
import { readDifference, readSides } from '../../operations/warehouse/difference';
import { print, printJson } from '../output';
import { diffLines } from '../render/diff-lines';

/** @param older and @param newer versions, or runs that made or used them */
export async function diff(older: string, newer: string, { json }: { json?: boolean }): Promise<void> {
  const cloud = await connect();
  const sides = await readSides(createLedger(cloud), older, newer);
  const { before, after } = sides;
  const changes = await readDifference(cloud, sides);
  const comparison = compareVersions(before, after);
  if (json) {
    const version = ({ card: { pipeline, version: id, madeByRun } }: Side) => ({ pipeline, version: id, madeByRun });
    return printJson({ before: version(before), after: version(after), ...changes, ...comparison });
  }
  print(diffLines(before, after, changes, comparison, cloud.now()).join('\n'));
}
