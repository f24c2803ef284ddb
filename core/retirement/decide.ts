/** What is done about the end of the base that a pipeline has in production: nothing yet, a run for its successor, or a person is asked. */
import type { BaseModel } from '../../catalog';
import type { LifecycleDate } from '../../catalog/lifecycle';
import { stateAt, successorOf, successorsOf, type Purpose, type Site } from '../bases';
import { digest } from '../digest';
import { plural } from '../wording';
import { dayOf, daysAfter, deadlineFor, expectedRunDays, marginDays, plannedOn } from './schedule';

/** A pipeline as it stands. */
export interface Retiring {
  pipeline: string;
  /** Id of the base of what is in production. */
  base: string;
  /** Whether that was tuned, or is asked as it is. */
  purpose: Purpose;
  /** auto: a run begins by itself. suggest: a person is asked first. */
  mode: 'auto' | 'suggest';
  /** Days from the request to production that its earlier runs took, the newest last. */
  earlierRunDays: number[];
  /** What the run may come to, and what its caps leave; absent where nothing has a price. */
  money?: { estimate: number; left: number };
  /** Every run that was requested for a successor, by the autopilot or by a person. */
  requests: Requested[];
}

export interface Requested {
  base: string;
  successor: string;
  /** YYYY-MM-DD. */
  on: string;
  /** How its run ended; absent while it is under way. */
  ended?: { as: 'promoted' | 'refused' | 'failed'; because: string };
}

/** What to do, each with its reason in words; said once for each `id`, however often it is decided. */
export type Retirement =
  | { decision: 'wait'; because: string; until?: string }
  | ({ decision: 'request'; successor: string } & Due)
  | ({ decision: 'ask'; successor?: string } & Due)
  | ({ decision: 'could not' } & Due);

interface Due {
  /** Digest of pipeline, base and successor: a date that moves makes no other. */
  id: string;
  because: string;
  /** Last day for the successor to be in production, YYYY-MM-DD. */
  deadline: string;
  /** The published end that it rests on. */
  date: LifecycleDate;
}

/**
 * Pure, and the same however often it is asked: a move that was requested is not requested again, whatever the dates do meanwhile.
 * @param catalog what is known on that day: the base and the models that may take its place
 * @throws Error for a base that the catalog does not have
 */
export function decideRetirement(retiring: Retiring, catalog: Record<string, BaseModel>, site: Site): Retirement {
  const base = catalog[retiring.base];
  if (!base)
    throw new Error(
      `${retiring.pipeline} has ${retiring.base} in production, which is not in the catalog: add its file`,
    );
  const { date, daysLeft = Infinity } = stateAt(base, 'inference', site, retiring.purpose);
  if (!date) return { decision: 'wait', because: `${base.id} has no end that is known` };
  const runDays = expectedRunDays(retiring.earlierRunDays);
  const planned = plannedOn(date.closesOn, runDays);
  const until = `${base.id} answers until ${date.closesOn}${date.orLater ? ' at least' : ''}`;
  const today = dayOf(site.on);
  if (today < planned)
    return { decision: 'wait', until: planned, because: `${until}: its successor is planned for ${planned}` };

  const deadline = deadlineFor(date.closesOn);
  // Who is open to tuning when the run's last job may begin: nothing is started on a base inside its own block window.
  const ready = { ...site, on: new Date(daysAfter(today, runDays)) };
  const successor = successorOf(base, catalog, ready, retiring.purpose);
  const due = (because: string, of = successor?.id): Due => ({
    id: digest([retiring.pipeline, base.id, of]).slice(0, 16),
    because: `${until}: ${because}`,
    deadline,
    date,
  });
  const ask = (because: string): Retirement => ({
    decision: 'ask',
    ...(successor && { successor: successor.id }),
    ...due(because),
  });
  const couldNot = (because: string, of?: string): Retirement => ({ decision: 'could not', ...due(because, of) });

  const own = retiring.requests.filter((request) => request.base === base.id);
  const underWay = own.find(({ ended }) => !ended);
  if (underWay) {
    const run = `the run for ${underWay.successor}, requested on ${underWay.on}, is under way`;
    if (today <= deadline) return { decision: 'wait', until: deadline, because: `${until}: ${run}` };
    return couldNot(`${run} still, and ${plural(marginDays, 'day')} were to be left`, underWay.successor);
  }
  if (daysLeft <= 0) return couldNot('it is over, and nothing has taken its place');
  if (!successor) return ask('the catalog has no model of its provider that lives longer and can take its place');
  const tried = own.find((request) => request.successor === successor.id);
  if (tried) return ask(`the run for ${successor.id} of ${tried.on} was ${tried.ended!.as}: ${tried.ended!.because}`);
  if (!successorsOf(base, catalog).includes(successor))
    return ask(`${successor.id} lives longer, but is another kind of model, which its provider does not name for it`);
  if (daysLeft < runDays)
    return couldNot(`${plural(daysLeft, 'day')} are left, and a run takes ${plural(runDays, 'day')}`);
  const { money } = retiring;
  if (money && money.estimate > money.left)
    return ask(`a run for ${successor.id} may come to ${money.estimate}, and ${money.left} is left`);
  if (retiring.mode === 'suggest') return ask(`a run for ${successor.id} is suggested`);
  const tight = daysLeft < runDays + marginDays ? `, though fewer than ${marginDays} days may be left` : '';
  return { decision: 'request', successor: successor.id, ...due(`a run for ${successor.id} begins${tight}`) };
}
