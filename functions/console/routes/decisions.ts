/** What a person decides on the page: recorded with who and why, by the same operations as the terminal's. */
import { announceCancellation, recordCancellation, takeLeasesAway } from '../../../operations/decisions/cancel-run';
import { decide } from '../../../operations/decisions/decide';
import { rollBack } from '../../../operations/decisions/go-back';
import { replay } from '../../../operations/decisions/replay';
import { statusOf } from '../../../core/stages';
import { HttpProblem } from '../../shared/http/problem';
import type { Call, Route } from './route';
import { keyOf, readView, runRoute } from './run/key';
import { decideOn, findAsked } from '../../../operations/pipelines/retraining';
import { approvalPath, retrainingPath } from '../../../core/ledger-layout';

const decision = (verb: 'approve' | 'reject', made: 'approved' | 'rejected'): Route => ({
  method: 'post',
  path: `${runRoute}/${verb}`,
  summary: `The run's candidate is ${made}: {why}`,
  async answer({ params, deps: { cloud, changes }, ...call }) {
    const key = keyOf(params);
    await decide(cloud, key, { decision: made, ...byWhom(call) });
    changes.tell(approvalPath(key));
    return { decision: made };
  },
});

const ofRequest = (verb: 'approve' | 'reject', made: 'approved' | 'rejected'): Route => ({
  method: 'post',
  path: `/retraining/:request/${verb}`,
  summary: `The request to retrain is ${made}: {why}`,
  async answer({ params, deps: { cloud, changes }, ...call }) {
    const asked = await findAsked(cloud, params['request']!);
    const { request } = await decideOn(cloud, asked, { decision: made, ...byWhom(call) });
    changes.tell(retrainingPath(asked.pipeline));
    return request;
  },
});

export const decisions: Route[] = [
  decision('approve', 'approved'),
  decision('reject', 'rejected'),
  ofRequest('approve', 'approved'),
  ofRequest('reject', 'rejected'),
  {
    method: 'post',
    path: `${runRoute}/cancel`,
    summary: 'The run is ended: {why}',
    async answer({ params, deps: { cloud }, ...call }) {
      const key = keyOf(params);
      const { status, stages } = await readView(cloud, key);
      if (status !== 'running') throw new HttpProblem(409, `The run is over: ${status}.`);
      const stage = stages.find(({ state }) => state === 'running')?.name;
      const result = await recordCancellation(cloud, key, stage, byWhom(call));
      await announceCancellation(cloud, key, result);
      await takeLeasesAway(cloud, key);
      return { status: statusOf(new Map([['deploy', result]])) };
    },
  },
  {
    method: 'post',
    path: `${runRoute}/replay`,
    summary:
      'A stage of the run hears again what has started it; one that has ended is dropped again, as a new run: {why, from}',
    async answer({ params, deps: { cloud }, ...call }) {
      return replay(cloud, keyOf(params), { ...byWhom(call), from: textIn(call.body, 'from') });
    },
  },
  {
    method: 'post',
    path: '/pipelines/:pipeline/rollback',
    summary: 'Production goes back to the model before: {why, from}',
    async answer({ params, body, deps: { cloud }, ...call }) {
      const from = textIn(body, 'from');
      const { by, reason } = byWhom({ body, ...call });
      return rollBack(cloud, params['pipeline']!, { by, ...(reason && { reason }), ...(from && { from }) });
    },
  },
];

/** @throws HttpProblem 403 where nobody is known to ask */
function byWhom({ who, body }: Pick<Call, 'who' | 'body'>): { by: string; reason?: string } {
  if (who === undefined)
    throw new HttpProblem(403, 'it is not known who asks', 'open the console with an identity token');
  const reason = textIn(body, 'why');
  return { by: who, ...(reason && { reason }) };
}

function textIn(body: unknown, field: string): string | undefined {
  const value = (body as Record<string, unknown> | undefined)?.[field];
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 1000) : undefined;
}
