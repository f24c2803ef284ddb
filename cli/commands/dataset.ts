/** landfall dataset: what a dataset version holds, or one of its examples with the landed rows behind it. */
import { connect } from '../cloud';
import { OperationError, exitCodes } from '../../operations/errors';
import { readExample, readLandedRows, type Wanted } from '../../operations/warehouse/examples';
import { createLedger } from '../../operations/ledger/ledger';
import { print, printJson } from '../output';
import { cardLines, exampleLines } from '../render/card-lines';
import { findVersion } from '../../operations/warehouse/versions';

export interface DatasetOptions {
  key?: string;
  line?: { split: string; line: number };
  json?: boolean;
}

export async function dataset(name: string, { key, line, json }: DatasetOptions): Promise<void> {
  const wanted = wantedExample(key, line);
  const cloud = await connect();
  const ledger = createLedger(cloud);
  const card = await findVersion(ledger, name);
  if (!wanted) {
    if (json) printJson(card);
    else print(cardLines(card, cloud.now()).join('\n'));
    return;
  }
  const example = await readExample(cloud, ledger, card, wanted);
  const report = await ledger.readReport({ pipeline: card.pipeline, run: card.madeByRun });
  const rows = await readLandedRows(ledger, report?.objects ?? [], example.origins);
  if (json) printJson({ pipeline: card.pipeline, version: card.version, ...example, rows });
  else print(exampleLines(card, example, rows).join('\n'));
}

function wantedExample(key?: string, line?: { split: string; line: number }): Wanted | undefined {
  if (key !== undefined && line !== undefined) {
    throw new OperationError('Give either --key or --line, not both.', {
      exitCode: exitCodes.usage,
      next: 'npx landfall dataset --help',
    });
  }
  return key === undefined ? line : { key };
}
