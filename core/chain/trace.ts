/** What became of each step of a chain: the column `steps` of landfall.predictions. */
import type { KindName } from './kinds';

export interface Span {
  step: string;
  kind: KindName;
  /** The base that was asked; of the step that answers, the base that was tuned. */
  model?: string;
  /** Milliseconds after the question came. */
  started_ms: number;
  ms: number;
  attempts: number;
  /** Questions to models, of all attempts and parts. */
  questions: number;
  input_tokens: number;
  output_tokens: number;
  /** Queries that its models have searched for; absent where none has. */
  queries?: number;
  /** In the currency of the catalog's prices; absent where one of the questions has no price. */
  price?: number;
  outcome: SpanOutcome;
  /** What gave the step's value in its place: another model, a step, or a text of pipeline.yaml. */
  instead?: string;
  /** Why it failed, for who looks after the pipeline. */
  reason?: string;
  /** The head of what it gave. */
  gave?: string;
}

/** `late`: its time limit ended it; `cancelled`: another step failed, or the caller went away; `off`: it is not on the route. */
export type SpanOutcome =
  'done' | 'replaced' | 'failed' | 'late' | 'blocked' | 'empty' | 'rejected' | 'cancelled' | 'off';

/** How it ended. */
export function spanInWords({
  outcome,
  attempts,
  instead,
  model,
}: Pick<Span, 'outcome' | 'attempts' | 'instead' | 'model'>): string {
  const times = attempts > 1 ? ` at attempt ${attempts}` : '';
  if (outcome === 'off') return 'not on the route';
  if (outcome === 'replaced') return `failed${times}: ${instead} took its place`;
  return outcome === 'done' ? `${model ?? 'done'}${times}` : `${outcome}${times}`;
}

/** Characters of what a step gave that are kept: the whole trace goes into one line of a log. */
export const mostKept = 1000;
/** Those that are kept until it is recorded: a key is found by its whole, and its head would stay of one that is cut. */
export const mostTraced = 20 * mostKept;
