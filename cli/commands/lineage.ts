/** landfall lineage: what a thing came from, and what it led to. */
import { idOfAnswer } from '../../operations/warehouse/answer';
import { connect } from '../cloud';
import { findRun } from '../../operations/runs/find-run';
import { createLedger } from '../../operations/ledger/ledger';
import { readLineage, runsOf } from '../../operations/warehouse/lineage';
import { runEvents } from '../open-lineage/run-events';
import { print, printJson } from '../output';
import { lineageLines } from '../render/lineage-lines';

export interface LineageOptions {
  openlineage?: boolean;
  json?: boolean;
}

export async function lineage(id: string, { openlineage, json }: LineageOptions): Promise<void> {
  const cloud = await connect();
  const found = await readLineage(cloud, idOfAnswer(id));
  if (openlineage) {
    const ledger = createLedger(cloud);
    for (const run of runsOf(found)) {
      const reader = await ledger.openRun(await findRun(ledger, run));
      const known = {
        record: reader.record,
        results: await reader.readResults(),
        findings: await reader.readFindings(),
      };
      for (const event of runEvents(known, cloud.status.project)) printJson(event);
    }
  } else if (json) printJson(found);
  else print(lineageLines(found).join('\n'));
}
