/** What has become of a request to retrain, and what to type next. */
import { batchOfRequest } from '../../core/retraining/request';
import type { RetrainingRequest } from '../../schemas/generated/types';
import type { Asked } from '../../operations/pipelines/retraining';
import { labelled, labelledProse } from './run-lines';
import { formatTime } from '../../core/quantities';
import { inline } from '../../core/wording';

const titles: Record<RetrainingRequest['state'], string> = {
  waiting: 'Waits',
  suggested: 'Suggested',
  started: 'Started',
  ended: 'Ended',
  rejected: 'Rejected',
  refused: 'Refused',
  superseded: 'Settled',
};

/** In one line: why it was asked for, by whom, and who has said yes. */
export function describeRequest({ why, by, decision, request }: RetrainingRequest): string {
  const approved = decision?.decision === 'approved' ? `; approved by ${decision.by}` : '';
  return `${why} (${by === undefined ? request : `${by}, ${request}`}${approved})`;
}

export function requestLines({ pipeline, request: own }: Asked): string[] {
  const { state, because, until } = own;
  return [
    labelledProse(titles[state], inline(`to retrain ${pipeline}: ${describeRequest(own)}`)),
    ...(because === undefined ? [] : [labelledProse('Because', inline(because))]),
    ...(until === undefined ? [] : [labelledProse('Until', formatTime(until))]),
    labelled('Next', nextOf({ pipeline, request: own })),
  ];
}

export function nextOf({ pipeline, request: { request, state, run, from } }: Asked): string {
  if (state === 'suggested') return `npx landfall approve ${request}\nnpx landfall reject ${request} --reason WHY`;
  if (state === 'waiting') return 'npx landfall pipelines   (it is looked at again every hour)';
  if (run !== undefined) return `npx landfall run ${run}`;
  if (state === 'started')
    return `npx landfall runs --pipeline ${pipeline}   (batch ${batchOfRequest(request)}: what run ${from} read)`;
  return `npx landfall drop ${pipeline} FILE…`;
}
