/** What becomes of a canary whose answers tell nothing yet: it goes on for a while, then a person is asked, and the end of a base waits for nobody. */
import type { PipelineSpec } from '../../schemas/generated/types';
import type { Approval } from '../approval';
import { deadlineFor, dayOf, plannedOn } from '../retirement/schedule';
import { plural } from '../wording';

/** A canary whose answers neither show that it is worse nor that it is not. */
export interface Undecided {
  now: Date;
  /** ISO 8601. */
  startedAt: string;
  /** Of its own pipeline. */
  rollout: Pick<PipelineSpec['deployment']['rollout'], 'askAfterDays' | 'onBaseEnd'>;
  /** First days on which the bases of the two are refused, YYYY-MM-DD; absent where none is known. */
  ends: { production?: string; canary?: string };
  /** What a person has said. */
  answer?: Pick<Approval, 'decision' | 'by' | 'reason'>;
}

export interface Course {
  /** pass and rollback are of a step, as those of `judgeCanary`; ask goes on too, and a person is asked. */
  decision: 'pass' | 'rollback' | 'hold' | 'ask';
  because: string;
}

const day = 86_400_000;

/**
 * The first that holds: what a person has said; a canary that outlives production passes from the deadline for the end of production's
 * base on, since to stay would fail for certain; after `askAfterDays`, one that ends no later than production makes room for the
 * successor once that is due; about any other one a person is asked.
 */
export function courseOf({ now, startedAt, rollout, ends, answer }: Undecided): Course {
  if (answer) {
    const { decision, by, reason } = answer;
    const because = `${decision} by ${by}${reason ? `: ${reason}` : ''}`;
    return { decision: decision === 'approved' ? 'pass' : 'rollback', because };
  }
  const today = dayOf(now);
  const { production: end, canary: own } = ends;
  const outlives = end !== undefined && (own === undefined || own > end);
  const isTaken = outlives && rollout.onBaseEnd === 'promote';
  if (isTaken && today >= deadlineFor(end))
    return {
      decision: 'pass',
      because: `the base of production ends on ${end}, and it is not shown to be worse`,
    };
  const askedFrom = new Date(Date.parse(startedAt) + rollout.askAfterDays * day);
  if (now < askedFrom) return { decision: 'hold', because: `a person is asked from ${dayOf(askedFrom)} on` };
  if (end !== undefined && !outlives && today >= plannedOn(end))
    return {
      decision: 'rollback',
      because: `its base ends no later than that of production, on ${end}, and the successor's run waits for its end`,
    };
  const untilThen = isTaken ? `; unless somebody decides before, it is promoted on ${deadlineFor(end)}` : '';
  const why = end === undefined ? '' : `; the base of production answers until ${end}${untilThen}`;
  return { decision: 'ask', because: `it has not been told in ${plural(rollout.askAfterDays, 'day')}${why}` };
}
