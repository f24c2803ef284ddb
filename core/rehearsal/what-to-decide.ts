/** What a rehearsal leaves to a person: what stops it from being deployed, what waits for a yes, what no rule asks for. */
import { isOpen } from '../retraining/request';
import { plural } from '../wording';
import { driftInWords } from './drift-watch';
import type { Quarter } from './quarter';

/** In words; the most urgent first. */
export function whatToDecide({ configuration, runs, requests, production, unanswered, drift }: Quarter): string[] {
  const { everyDays, feedback } = configuration.pipeline.retraining;
  const open = requests.filter(isOpen);
  const reasons = [...new Set(open.map(({ because = '' }) => because))];
  return [
    ...(production ? [] : ['nothing would be in production']),
    ...runs.toReversed().flatMap(({ run, failed }) => (failed === undefined ? [] : [`${run} would fail: ${failed}`])),
    ...(unanswered > 0 ? [`${plural(unanswered, 'request')} would have no answer: take a base that lives longer`] : []),
    ...requests.flatMap(({ cause, state, why, because }) =>
      cause === 'retirement' && state === 'refused' ? [`${why}; ${because}`] : [],
    ),
    ...reasons.map((reason) => {
      const ids = open.flatMap(({ request, because = '' }) => (because === reason ? [request] : []));
      return `${plural(ids.length, 'retraining')} would wait (${ids.join(', ')}): ${reason}`;
    }),
    ...drift.seen().alarms.map((alarm) => `an alarm would wait: ${driftInWords(alarm)}`),
    ...(everyDays === undefined && feedback === undefined
      ? ['nothing but the end of its base asks for a retraining: set retraining.everyDays or retraining.feedback']
      : []),
  ];
}
