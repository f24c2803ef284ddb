/** One pipeline lives through one announcement, day by day, with the shipped decisions and a run time that is drawn. */
import type { BaseModel } from '../../catalog';
import { decideRetirement, type Requested, type Retirement } from '../../core/retirement/decide';
import { daysAfter, daysBetween } from '../../core/retirement/schedule';
import { blockOf, dateOn, publishedDates, type Announcement } from './history';

export interface Drawn {
  mode: 'auto' | 'suggest';
  /** Days from what a provider publishes to what the deployment's catalog says. */
  knownAfter: number;
  /** Days that earlier runs took, and that the run for the successor takes. */
  earlierRunDays: number[];
  runDays: number;
  /** Days until a person agrees, where one is asked for a run. */
  personDays: number;
  /** The gate finds the successor worse. */
  isRefused: boolean;
}

export interface Fate {
  noticeDays: number;
  /** Days before the block on which the successor was in production; absent where it never was by then. */
  daysBefore?: number;
  runs: number;
  /** What a person was told, other than to wait, by the day on which it was first said. */
  told: { on: string; decision: 'ask' | 'could not' }[];
  /** The first of these was said before the block. */
  isToldBefore: boolean;
}

const region = 'us-central1';
const base = 'retiring';
const successor = 'successor';

/** As much of a catalog as the decisions look at. */
function catalogOf(closesOn: string | undefined): Record<string, BaseModel> {
  const model = (id: string, more: object) => ({
    id,
    provider: 'provider',
    tunable: true,
    tuningRegions: [region],
    servingLocations: [region],
    tunedServingLocations: [region],
    successors: [],
    lifecycle: [],
    ...more,
  });
  const date = closesOn && { action: 'inference', closesOn, source: 'history', asOf: closesOn };
  return {
    [base]: model(base, { successors: [successor], lifecycle: date ? [date] : [] }),
    [successor]: model(successor, {}),
  } as unknown as Record<string, BaseModel>;
}

export function replay(announcement: Announcement, drawn: Drawn): Fate {
  const dates = publishedDates(announcement);
  const { blockedOn, noticeDays } = blockOf(announcement);
  const requests: Requested[] = [];
  const told = new Map<string, Fate['told'][0]>();
  let agreedOn: string | undefined;
  const begin = (on: string) => requests.push({ base, successor, on });
  const last = daysAfter(blockedOn, drawn.knownAfter + 1);
  for (let day = dates[0]!.seenOn; day <= last; day = daysAfter(day, 1)) {
    const [run] = requests.slice(-1);
    if (run && !run.ended && daysBetween(run.on, day) >= drawn.runDays) {
      if (!drawn.isRefused) {
        const daysBefore = daysBetween(day, blockedOn);
        return { noticeDays, runs: requests.length, ...said(told, blockedOn), ...(daysBefore > 0 && { daysBefore }) };
      }
      run.ended = { as: 'refused', because: 'worse than production' };
    }
    const decided = decideOn(day, dateOn(dates, daysAfter(day, -drawn.knownAfter)), drawn, requests);
    if (decided.decision === 'wait') continue;
    if (decided.decision === 'request') begin(day);
    // A run that is only suggested waits for a person; everything else is for a person to settle.
    else if (drawn.mode === 'suggest' && decided.decision === 'ask' && requests.length === 0) {
      agreedOn ??= daysAfter(day, drawn.personDays);
      if (day >= agreedOn) begin(day);
    } else told.set(decided.decision, told.get(decided.decision) ?? { on: day, decision: decided.decision });
  }
  return { noticeDays, runs: requests.length, ...said(told, blockedOn) };
}

function decideOn(
  day: string,
  closesOn: string | undefined,
  { mode, earlierRunDays }: Drawn,
  requests: Requested[],
): Retirement {
  const pipeline = { pipeline: 'one', base, purpose: 'tuning' as const, mode, earlierRunDays, requests };
  return decideRetirement(pipeline, catalogOf(closesOn), { region, on: new Date(day) });
}

function said(told: Map<string, Fate['told'][0]>, blockedOn: string): Pick<Fate, 'told' | 'isToldBefore'> {
  const all = [...told.values()];
  return { told: all, isToldBefore: all.some(({ on }) => on < blockedOn) };
}
