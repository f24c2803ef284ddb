/** The error taxonomy: what no retry can mend, what a retry will, and what nobody foresaw (retried too). */
import type { StageResult } from '../schemas/generated/types';

export type StageError = NonNullable<StageResult['error']>;

interface Details {
  /** File and line, candidate, or statement at fault. */
  where?: string;
  /** What the person who reads this does next. */
  fix?: string;
  cause?: unknown;
}

/** The input is at fault: recorded on the run and acknowledged; the same message will never do better. */
export class PermanentError extends Error {
  readonly where?: string;
  readonly fix?: string;

  constructor(message: string, { where, fix, cause }: Details = {}) {
    super(message, { cause });
    this.name = 'PermanentError';
    this.where = where;
    this.fix = fix;
  }
}

/** The moment is at fault: thrown, so that Pub/Sub delivers the message again after its back-off. */
export class RetryableError extends Error {
  /** A service has failed at what it was asked, and not said why: it may fail at this for ever, and at nothing else. */
  readonly mayBeOfInput: boolean;

  constructor(message: string, { cause, mayBeOfInput = false }: { cause?: unknown; mayBeOfInput?: boolean } = {}) {
    super(message, { cause });
    this.name = 'RetryableError';
    this.mayBeOfInput = mayBeOfInput;
  }
}

/** A job of the warehouse that goes on by itself. */
export interface JobName {
  job: string;
  location: string;
}

/** Answers that evaluation-shard is asked for. */
export interface AnswersToCome {
  answers: number;
}

/** A batch of answers that a provider of models is asked for, by the name of its job. */
export interface BatchToCome {
  batch: string;
}

/** A rung of a search by halving, by its tuning jobs: watch decides which of its candidates go on. */
export interface RungToEnd {
  /** From 0. */
  rung: number;
  jobs: { candidate: string; base: string; job: string }[];
  /** Those whose job the provider did not take. */
  refused?: { candidate: string; reason: string }[];
}

/** One of a run's tuning jobs, before the next is started: so many of them were running. */
export interface JobToEnd {
  running: number;
  jobs: RungToEnd['jobs'];
}

/**
 * What work is left to: a job of the warehouse, the decision on another run of the pipeline, the answers to the requests of the
 * canary of a run, which are judged at every tick, a person's approval of a run, answers that others ask for,
 * or a batch of them, the tuning jobs of a rung, or one of a run's.
 */
export type WaitedFor =
  | JobName
  | { run: string }
  | { canary: string }
  | { approval: string }
  | AnswersToCome
  | BatchToCome
  | RungToEnd
  | JobToEnd;

/** A delivery that came to nothing. */
export interface Attempt {
  /** How many of the stage's have, this one included. */
  number: number;
  at: string;
  error: StageError;
}

/** The time is up before the work is done: it is left under way, and gone on with later, no sooner than what it waits for has ended. */
export class TimeUpError extends Error {
  readonly waitsFor?: WaitedFor;

  constructor(message: string, { waitsFor }: { waitsFor?: WaitedFor } = {}) {
    super(message);
    this.name = 'TimeUpError';
    this.waitsFor = waitsFor;
  }
}

/** A conditional write found another generation than the one it was made for. */
export class ConflictError extends Error {
  constructor(uri: string, options?: { cause?: unknown }) {
    super(`${uri} was changed by someone else`, options);
    this.name = 'ConflictError';
  }
}

/** An object, or the pinned generation of it, is not there. */
export class MissingError extends Error {
  constructor(uri: string, options?: { cause?: unknown }) {
    super(`${uri} does not exist`, options);
    this.name = 'MissingError';
  }
}

// Matched by name: an error that crossed a bundle's or a realm's border has another class of the same name.
const named =
  <E extends Error>(name: string) =>
  (error: unknown): error is E =>
    error instanceof Error && error.name === name;

/** True when no retry can mend the error; everything else, the unforeseen included, is retried. */
export const isPermanent = named<PermanentError>('PermanentError');
export const isRetryable = named<RetryableError>('RetryableError');
export const isTimeUp = named<TimeUpError>('TimeUpError');
export const isConflict = named('ConflictError');
export const isMissing = named('MissingError');

/** The error as it is recorded on the run. */
export function describeError(error: unknown): StageError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, where, fix } = error as PermanentError;
  return { name, message, ...(where && { where }), ...(fix && { fix }) };
}
