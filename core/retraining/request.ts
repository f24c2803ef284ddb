/** A request to retrain a pipeline: its id, its batch, and what has become of it. */
import type { EventData, Retraining, RetrainingRequest } from '../../schemas/generated/types';
import { digest } from '../digest';
import type { Event } from '../event';

export type RetrainRequested = EventData['landfall.retrain.requested.v1'];
export type Cause = RetrainRequested['cause'];

/** The same question asked again is the same request. @param about what tells it from others of its cause: an alarm, a month, a base */
export const requestId = (pipeline: string, cause: Cause, about: string): string =>
  `r-${digest({ pipeline, cause, about }).slice(0, 8)}`;

export const isRequestId = (text: string): boolean => /^r-[0-9a-f]{8}$/.test(text);

/** What is dropped for it: the objects of an earlier batch, under this name. */
export const batchOfRequest = (request: string): string => `retrain-${request}`;

/** The request that a batch was dropped for; undefined of any other batch. */
export const requestOfBatch = (batch: string): string | undefined => /^retrain-(r-[0-9a-f]{8})$/.exec(batch)?.[1];

/** Those that nobody has decided on for good. */
const open: readonly RetrainingRequest['state'][] = ['waiting', 'suggested'];
export const isOpen = ({ state }: Pick<RetrainingRequest, 'state'>): boolean => open.includes(state);

/** Older ones are forgotten, but for those that are still open. */
const kept = 100;

export const findRequest = ({ requests }: Retraining, id: string): RetrainingRequest | undefined =>
  requests.find(({ request }) => request === id);

/** With the request in its own place, or behind the others. */
export function withRequest(retraining: Retraining, own: RetrainingRequest): Retraining {
  const { requests } = retraining;
  const isKnown = requests.some(({ request }) => request === own.request);
  const all = isKnown ? requests.map((each) => (each.request === own.request ? own : each)) : [...requests, own];
  return { ...retraining, requests: all.filter((each, place) => isOpen(each) || place >= all.length - kept) };
}

/** The event that says it; said again, it is the same event. */
export const requestEvent = (data: RetrainRequested, source: string): Event<'landfall.retrain.requested.v1'> => ({
  id: data.request,
  source,
  type: 'landfall.retrain.requested.v1',
  time: data.at,
  subject: data.pipeline,
  data,
});

/** What was asked, of a request on record. */
export const requestedIn = (
  pipeline: string,
  { request, cause, why, at, by, evidence, successor, ask, newExamples }: RetrainingRequest,
): RetrainRequested => ({
  pipeline,
  request,
  cause,
  why,
  at,
  ...(by !== undefined && { by }),
  ...(evidence && { evidence }),
  ...(successor !== undefined && { successor }),
  ...(ask !== undefined && { ask }),
  ...(newExamples !== undefined && { newExamples }),
});
