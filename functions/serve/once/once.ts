/** Answering a request with a key once: whoever sends it again is told the same, and no model is asked a second time. */
import type { ServeDeps } from '../deps';
import type { EventStream } from '../../shared/http/event-stream';
import { asProblem, type HttpProblem } from '../../shared/http/problem';
import type { RequestKey } from './key';
import { claimAnswer, type Sent, type AnswerClaim } from './kept-answers';

export interface Telling {
  events: EventStream;
  /** The body of a problem, as its reader wants it. */
  bodyOf: (problem: HttpProblem) => object;
}

/**
 * @param answer what is answered as a whole; undefined where it has sent events
 * @returns what was sent before, to be sent again, or what is answered now
 * @throws HttpProblem of the answer; 409 while it is made, 422 for a key that another request had
 */
export async function once(
  key: RequestKey | undefined,
  deps: ServeDeps,
  { events, bodyOf }: Telling,
  answer: (events: EventStream) => Promise<object | undefined>,
): Promise<{ again: Sent } | { body?: object | undefined }> {
  if (!key) return { body: await answer(events) };
  const taken = await claimAnswer(key, deps);
  if ('sent' in taken) return { again: taken.sent };
  const { claim } = taken;
  const noted: NonNullable<Sent['events']> = [];
  try {
    const body = await answer(noting(events, noted));
    await end(claim, { status: 200, ...(body ? { body } : { events: noted }) }, deps);
    return { body };
  } catch (error) {
    const problem = asProblem(error);
    const body = bodyOf(problem);
    const sent = noted.length > 0 ? { status: 200, events: [...noted, { data: body, event: 'error' }] } : undefined;
    await end(claim, isAnswer(problem) ? (sent ?? { status: problem.status, body }) : undefined, deps);
    throw error;
  }
}

/** A model has been asked, and would say the same again: that it was blocked, or that the input is too long for it. */
const isAnswer = ({ status, details }: HttpProblem): boolean => details.id !== undefined && status < 500;

/** The caller's answer does not hang on it: one that is not kept is told all the same, once. */
async function end(claim: AnswerClaim, sent: Sent | undefined, { log }: ServeDeps): Promise<void> {
  await (sent ? claim.keep(sent) : claim.giveBack()).catch((error: Error) =>
    log.error(`what was answered to an Idempotency-Key could not be kept: ${error.message}`),
  );
}

function noting(events: EventStream, noted: NonNullable<Sent['events']>): EventStream {
  return {
    hasBegun: () => events.hasBegun(),
    send(data, event) {
      noted.push({ data, ...(event !== undefined && { event }) });
      events.send(data, event);
    },
    end: () => events.end(),
  };
}
