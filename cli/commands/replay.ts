/** landfall replay: sets a run going again that does not go on, or drops the batch of one that has ended once more. */
import { connect } from '../cloud';
import { replay } from '../../operations/decisions/replay';
import { createLedger } from '../../operations/ledger/ledger';
import { findRun } from '../../operations/runs/find-run';
import { print, printJson } from '../output';
import { labelled, labelledProse } from '../render/run-lines';
import { whoTypes } from '../who';

interface ReplayOptions {
  from?: string;
  reason?: string;
  json?: boolean;
}

export async function replayRun(name: string, { from, reason, json }: ReplayOptions): Promise<void> {
  const cloud = await connect();
  const key = await findRun(createLedger(cloud), name);
  const { stage, batch, ...record } = await replay(cloud, key, { from, reason, by: whoTypes().name });
  if (json) return printJson({ ...key, stage, batch, ...record });
  if (stage) {
    print(labelledProse('Goes on', `within a minute: ${stage} hears again what has started it`));
    return print(labelled('Next', `npx landfall run ${key.run} --watch`));
  }
  const folder = `gs://${cloud.status.buckets.landing}/${key.pipeline}/${batch}/`;
  print(labelledProse('Dropped', `once more, as a run of its own → ${folder}`));
  print(labelled('Next', `npx landfall runs --pipeline ${key.pipeline}`));
}
