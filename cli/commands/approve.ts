/** landfall approve and reject: what a person decides on a candidate that has passed the gate, on a canary, or on a retraining that is suggested. */
import type { Approval, Waiting } from '../../core/approval';
import type { RunName } from '../../core/ledger-layout';
import { isRequestId } from '../../core/retraining/request';
import { connect } from '../cloud';
import { decide } from '../../operations/decisions/decide';
import { findRun } from '../../operations/runs/find-run';
import { createLedger } from '../../operations/ledger/ledger';
import { print, printJson } from '../output';
import { decideOn, findAsked } from '../../operations/pipelines/retraining';
import { labelled, labelledProse } from '../render/run-lines';
import { inline } from '../../core/wording';
import { whoTypes } from '../who';
import { tell } from './retrain';

interface DecisionOptions {
  reason?: string;
  json?: boolean;
}

export const approve = (name: string, options: DecisionOptions): Promise<void> => say('approved', name, options);
export const reject = (name: string, options: DecisionOptions): Promise<void> => say('rejected', name, options);

async function say(decision: Approval['decision'], name: string, { reason, json }: DecisionOptions): Promise<void> {
  const cloud = await connect();
  const who = whoTypes();
  if (isRequestId(name)) {
    const asked = await decideOn(cloud, await findAsked(cloud, name), { decision, by: who.name, reason });
    return void tell(asked, { json });
  }
  const key = await findRun(createLedger(cloud), name);
  const waiting = await decide(cloud, key, { decision, by: who.name, reason });
  if (json) return printJson({ ...key, decision, by: who.name, reason, candidate: waiting.champion });
  for (const line of decisionLines(key, waiting, { decision, by: `${who.name} (${who.from})`, reason })) print(line);
}

/** @param said by whom, and how that is known */
export function decisionLines(
  { pipeline, run }: RunName,
  { champion, for: of }: Pick<Waiting, 'champion' | 'for'>,
  { decision, by, reason }: Pick<Approval, 'decision' | 'by' | 'reason'>,
): string[] {
  return [
    labelledProse(
      decision === 'approved' ? 'Approved' : 'Rejected',
      inline(`${champion} of run ${run} of ${pipeline}, by ${by}${reason ? `: ${reason}` : ''}`),
    ),
    labelledProse('Goes on', `within a minute: it ${follows[of][decision]}`),
    labelled('Next', `npx landfall run ${run} --watch`),
  ];
}

const follows: Record<Waiting['for'], Record<Approval['decision'], string>> = {
  approval: {
    approved: 'is judged against what is in production by then, and deployed, by the steps of its rollout',
    rejected: 'ends refused; production stays as it is',
  },
  canary: {
    approved: 'passes a step a minute, and is production after the last, unless its answers are shown to be worse',
    rejected: 'goes back; production has all requests again',
  },
};
