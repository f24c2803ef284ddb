/** Puts on record, once, what a person decides on a run that waits for approval, or on its canary. */
import type { Approval, Waiting } from '../../core/approval';
import { approvalPath, waitingPath, type Approvable, type RunName } from '../../core/ledger-layout';
import type { Cloud } from '../cloud';
import { OperationError, exitCodes } from '../errors';
import { createLedger } from '../ledger/ledger';
import { formatTime } from '../../core/quantities';
import { deriveRun, type RunView } from '../runs/run-view';
import { readText, writeIf } from '../ledger/stored';

/**
 * @returns what the run waited with
 * @throws OperationError (usage) when the run is over, nobody is asked about it, or it was decided on before
 */
export async function decide(
  cloud: Cloud,
  key: RunName,
  { decision, by, reason }: Pick<Approval, 'decision' | 'by' | 'reason'>,
): Promise<Waiting> {
  const bucket = cloud.storage.bucket(cloud.status.buckets.artifacts);
  const reader = await createLedger(cloud).openRun(key);
  const view = deriveRun({ record: reader.record, results: await reader.readResults() }, cloud.now());
  if (view.status !== 'running') throw isOver(view);
  const find = async (of: Approvable): Promise<Waiting | undefined> => {
    const text = await readText(bucket, waitingPath(key, of));
    return text === undefined ? undefined : (JSON.parse(text) as Waiting);
  };
  // Whoever has a canary has been approved, where anybody had to be asked.
  const waiting = (await find('canary')) ?? (await find('approval'));
  if (!waiting) throw doesNotWait(view);
  const path = approvalPath(key, waiting.for);
  const own: Approval = { decision, by, reason, at: new Date(cloud.now()).toISOString() };
  // Of two that decide at once, the one conditional write takes the first.
  const written = await writeIf(bucket, path, own, 0);
  if (written === undefined) throw isDecided(key, (await readText(bucket, path))!);
  return waiting;
}

const refusal = ({ run }: RunName, message: string, why: string): OperationError =>
  new OperationError(message, { exitCode: exitCodes.usage, why, next: `npx landfall run ${run}` });

function isOver(view: RunView): OperationError {
  const { run, status, deployed, error, refused } = view;
  const how = deployed ? `${deployed.champion} was deployed` : (error?.message ?? refused?.reasons[0]);
  return refusal(view, `Run ${run} is over: ${status}.`, how?.split('\n')[0] ?? 'there is nothing to decide');
}

function doesNotWait(view: RunView): OperationError {
  const { run, record, stages } = view;
  const stage = stages.find(({ state }) => state === 'running')?.name;
  const asks = record.configuration?.pipeline.deployment.gate.approval === 'required';
  const why = asks
    ? `it is in ${stage}: a candidate has to pass the gate first`
    : `deployment.gate.approval of its pipeline.yaml asks for nobody; it goes on by itself, in ${stage}`;
  return refusal(view, `Run ${run} does not wait for approval.`, why);
}

function isDecided(key: RunName, text: string): OperationError {
  const { decision, by, at, reason } = JSON.parse(text) as Approval;
  return refusal(
    key,
    `Run ${key.run} is ${decision} already.`,
    `by ${by} on ${formatTime(at)}${reason ? `: ${reason}` : ''}; it goes on by that within a minute`,
  );
}
