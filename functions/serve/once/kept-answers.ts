/** Answers to requests with a key, kept for retries: whoever writes the first object asks the model, all others read what came of it. */
import { isConflict } from '../../../core/errors';
import { services } from '../../../core/functions';
import { keptAnswerPath } from '../../../core/serving-layout';
import type { ServeDeps } from '../deps';
import { HttpProblem } from '../../shared/http/problem';
import type { RequestKey } from './key';

/** What was sent to a caller, so that it can be sent again. */
export interface Sent {
  status: number;
  /** Of an answer, or of a problem. */
  body?: object;
  events?: { data: unknown; event?: string }[];
}

/** An answer, or that somebody is at it: then nobody else asks until its function has certainly been ended. */
interface Kept {
  asked: string;
  at: string;
  /** Who began it. */
  by: string;
  sent?: Sent;
}

/** What is left to whoever asks: to say what came of it, or that nothing did. */
export interface AnswerClaim {
  keep(sent: Sent): Promise<void>;
  /** The next one with the key asks anew. */
  giveBack(): Promise<void>;
}

const longest = services.serve.timeLimit * 1000;

/**
 * @returns what was answered already, or a claim to answer it
 * @throws HttpProblem 409 while another request with the key is answered; 422 where that asked something else
 */
export async function claimAnswer(
  { user, key, asked }: RequestKey,
  { objects, servingBucket, clock, newId }: ServeDeps,
): Promise<{ sent: Sent } | { claim: AnswerClaim }> {
  const uri = `gs://${servingBucket}/${keptAnswerPath(key, user)}`;
  const found = await objects.read(uri).catch(unreachable);
  const kept = found && (JSON.parse(found.text) as Kept);
  const now = clock.now();
  if (kept && kept.asked !== asked)
    throw new HttpProblem(422, 'another request had this Idempotency-Key', 'send a key of its own with each request');
  if (kept?.sent) return { sent: kept.sent };
  if (kept && now.getTime() - Date.parse(kept.at) < longest) throw underWay();
  const begun: Kept = { asked, at: now.toISOString(), by: newId() };
  let generation = await objects
    .write(uri, JSON.stringify(begun), { ifGeneration: found?.generation ?? '0' })
    .catch(async (error: unknown) => {
      if (!isConflict(error)) return unreachable(error);
      // Of a write whose answer was lost the client's own retry finds what it has written.
      const there = await objects.read(uri).catch(unreachable);
      if (there?.text !== JSON.stringify(begun)) throw underWay();
      return there.generation;
    });
  return {
    claim: {
      async keep(sent) {
        generation = await objects.write(uri, JSON.stringify({ ...begun, sent }), { ifGeneration: generation });
      },
      giveBack: () => objects.remove(uri, { ifGeneration: generation }),
    },
  };
}

/** Whether it was answered is not known: to ask would perhaps be the second time. */
function unreachable(cause: unknown): never {
  throw new HttpProblem(503, 'the Idempotency-Key could not be looked up', 'ask again in a moment', { cause });
}

const underWay = (): HttpProblem =>
  new HttpProblem(409, 'a request with this Idempotency-Key is being answered', 'ask again in a moment');
