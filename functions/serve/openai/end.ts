/** How an answer has ended, for APIs to which a blocked one is an answer too. */
import type { Hearing, Usage } from '../../shared/models/provider';
import type { Serving } from '../asking/production-model';
import type { ServeDeps } from '../deps';
import { groundedAnswer } from '../grounding/grounded';
import type { Sources } from '../grounding/sources';
import type { ConversationAsking } from '../history/converse';
import { HttpProblem } from '../../shared/http/problem';

export interface End {
  id: string;
  text: string;
  /** `cut` has text that ended too soon; `filtered` has none: it was blocked, which is never a normal stop. */
  end: 'whole' | 'cut' | 'filtered';
  /** Why it was blocked. */
  refusal?: string;
  usage?: Usage;
  /** What it rests on, of an answer that has sources. */
  grounding?: Sources;
}

/** @throws HttpProblem for what is no answer at all */
export async function endOf(
  serving: Serving,
  asking: ConversationAsking,
  hearing: Hearing,
  deps: ServeDeps,
): Promise<End> {
  try {
    const { id, text, outcome, usage, grounding } = await groundedAnswer(serving, asking, hearing, deps);
    if (outcome === 'refused') return { id, text: '', usage, end: 'filtered', refusal: text };
    return { id, text, usage, end: outcome === 'truncated' ? 'cut' : 'whole', ...(grounding && { grounding }) };
  } catch (error) {
    const isBlocked = error instanceof HttpProblem && error.details.code === 'content_filter';
    if (!isBlocked) throw error;
    return { id: error.details.id!, text: '', end: 'filtered', refusal: error.detail };
  }
}
