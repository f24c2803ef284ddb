/** :feedback, and :rate, as it was called before: what somebody says of an answer that they were given. */
import type { Serving } from '../asking/production-model';
import { createRecordedTexts, recordsRule } from '../asking/recorded-texts';
import type { ServeDeps } from '../deps';
import { HttpProblem } from '../../shared/http/problem';

interface RateDeps extends Pick<ServeDeps, 'publish' | 'clock' | 'newId'> {
  findServing: (pipeline: string) => Promise<Serving>;
}

interface Rating {
  id: string;
  good: boolean;
  comment?: string;
  /** The answer that was wanted, or taken in its place. */
  correction?: string;
}

/**
 * Puts {id, good, comment?, correction?} on record. Answers are not kept where one of them could be looked up in time: any id of the right form
 * is taken, and one that no answer has is a row that nobody counts.
 * @throws HttpProblem 503 when it could not be put on record, which is all there is to it
 */
export async function rate(pipeline: string, body: unknown, { findServing, publish, clock, newId }: RateDeps) {
  const { id, good, comment = null, correction = null } = readRating(body);
  const serving = await findServing(pipeline).catch((error: unknown) => {
    if (error instanceof HttpProblem && error.status === 404) throw error;
    // What is said of answers that were given is kept where no more can be; by no rule, all of it is redacted.
    return undefined;
  });
  const texts = createRecordedTexts(pipeline, serving && recordsRule(serving.control.configuration.pipeline));
  const said = {
    comment: comment && texts.text(comment),
    correction: correction && texts.text(correction),
    redacted: texts.redacted(),
  };
  const time = clock.now().toISOString();
  await publish({
    id: newId(),
    source: '/landfall/serve',
    type: 'landfall.answer.rated.v1',
    time,
    data: { id, rated_at: time, pipeline, good, ...said },
  }).catch((cause: unknown) => {
    throw new HttpProblem(503, 'the rating could not be put on record', 'send it again in a moment', { cause });
  });
  return { id, pipeline, good, ...(comment !== null && { comment }), ...(correction !== null && { correction }) };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws HttpProblem 400 that names what is wrong */
function readRating(body: unknown): Rating {
  const refuse = (what: string): never => {
    throw new HttpProblem(
      400,
      what,
      'send {"id": "…", "good": true or false, "comment": "…", "correction": "…"}; the last two may be left out',
    );
  };
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return refuse('the body is not a JSON object');
  const { id, good, comment, correction } = body as Record<string, unknown>;
  if (typeof id !== 'string' || !uuid.test(id)) return refuse('"id" is not the id of an answer');
  if (typeof good !== 'boolean') return refuse('"good" is neither true nor false');
  const isText = (value: unknown): value is string | undefined | null => value == null || typeof value === 'string';
  if (!isText(comment)) return refuse('"comment" is not a text');
  if (!isText(correction)) return refuse('"correction" is not a text');
  return { id: id.toLowerCase(), good, ...(comment && { comment }), ...(correction && { correction }) };
}
