/** A run as every command shows it: what the ledger has of it just now, and what the log adds of work under way. */
import type { RunName } from '../../core/ledger-layout';
import type { Cloud } from '../cloud';
import type { RunReader } from '../ledger/ledger';
import { hear, type Said } from '../ledger/progress';
import { deriveRun, type RunView } from './run-view';

/** @param said what the log has told so far; it is read when it is not given, and the run has not ended */
export async function readRun(cloud: Cloud, reader: RunReader, said?: Said): Promise<RunView> {
  const { record } = reader;
  const results = await reader.readResults();
  const known = {
    record,
    results,
    findings: await reader.readFindings(),
    movement: await reader.readMovement(),
    holdUp: await reader.findHoldUp(),
    rollout: await reader.readRollout(),
  };
  const view = deriveRun({ ...known, said }, cloud.now());
  if (said || view.status !== 'running') return view;
  return deriveRun({ ...known, said: await readSaid(cloud, record) }, cloud.now());
}

/** The latest progress of each piece of work in the log so far. */
async function readSaid(cloud: Cloud, { run }: RunName): Promise<Said> {
  const said: Said = new Map();
  for await (const entry of cloud.logs({ run })) hear(said, entry);
  return said;
}
