/** How a step fails, and what the caller is told of it: the step's name and the kind of trouble, nothing of what it was told. */
import { isPermanent, isRetryable } from '../../../core/errors';
import type { SpanOutcome } from '../../../core/chain/trace';
import type { Answer } from '../../shared/models/provider';
import { HttpProblem } from '../../shared/http/problem';

/** Trouble that a kind of step tells itself. */
export class StepTrouble extends Error {
  constructor(
    readonly status: number,
    /** What is said of the step, after its name. */
    readonly what: string,
    readonly details: { fix?: string; reason?: string; outcome?: SpanOutcome; answer?: Answer; again?: boolean } = {},
  ) {
    super(what);
    this.name = 'StepTrouble';
  }
}

/** A chain that came to nothing because of one of its steps. */
export class StepFailed extends HttpProblem {
  constructor(
    readonly step: string,
    /** Of the model that the step asked, where it was no answer. */
    readonly answer: Answer | undefined,
    ...problem: ConstructorParameters<typeof HttpProblem>
  ) {
    super(...problem);
  }
}

/** Of a step whose model has answered without a text; undefined of any other error. */
export function answerBehind(error: Error): Answer | undefined {
  if (error instanceof StepFailed) return error.answer;
  return error instanceof StepTrouble ? error.details.answer : undefined;
}

/** A step that has no time left. */
export const late = (seconds: number): StepTrouble =>
  new StepTrouble(503, `had no answer within ${seconds} s`, {
    fix: 'ask again in a moment',
    outcome: 'late',
    again: true,
  });

/** An answer that has no text. */
export function noAnswer(answer: Answer): StepTrouble {
  const { outcome, finishReason, rejection } = answer;
  if (outcome === 'blocked')
    return new StepTrouble(422, `was not answered: its answer was blocked: ${finishReason}`, {
      fix: 'ask differently',
      outcome,
      answer,
    });
  if (outcome === 'rejected') {
    const reason = rejection?.message ?? finishReason;
    const details = { reason, outcome, answer } as const;
    return rejection?.tooLong
      ? new StepTrouble(400, 'asks more than its model reads', { ...details, fix: 'shorten what you send' })
      : new StepTrouble(502, 'asks what its model does not take', details);
  }
  return new StepTrouble(502, 'was given an empty answer', {
    fix: 'ask again, or differently',
    outcome: 'empty',
    answer,
  });
}

/** What is on record of any error in a step, and told to no caller. A step's own reason may quote what was said, so that no log has it either. */
export const reasonOf = (error: unknown): string =>
  (error instanceof StepTrouble && error.details.reason) || (error as Error).message;

/** The same without a step's own reason. */
export const loggedOf = (error: Error): string =>
  error instanceof StepTrouble ? error.what : `failed: ${error.message}`;

export const outcomeOf = (error: unknown): SpanOutcome =>
  error instanceof StepTrouble ? (error.details.outcome ?? 'failed') : 'failed';

/** Whether another attempt may do better. */
export const isWorthAgain = (error: unknown): boolean =>
  error instanceof StepTrouble ? error.details.again === true : isRetryable(error);

/** Reasons are where texts are. */
export const lookForIt = 'look for its reason in its row: npx landfall why ID';

export function asFailed(step: string, error: unknown): StepFailed {
  const problem = (status: number, what: string, fix?: string, answer?: Answer): StepFailed =>
    new StepFailed(step, answer, status, `the step ${step} ${what}`, fix, {
      ...(status === 422 && { code: 'content_filter' }),
      cause: error,
    });
  if (error instanceof StepTrouble) return problem(error.status, error.what, error.details.fix, error.details.answer);
  if (isRetryable(error))
    return problem(503, 'cannot be done now: what it asks is busy or away', 'ask again in a moment');
  if (isPermanent(error)) return problem(502, 'cannot be done: what it asks does not take it', lookForIt);
  return problem(500, 'has failed', lookForIt);
}
