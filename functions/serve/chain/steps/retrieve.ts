/** retrieve: passages of a corpus are looked for; what the answer then rests on, its caller is told. */
import { longestAnswer } from '../../../../core/functions';
import { Passages } from '../passages';
import type { Perform } from './step';

export const retrieve: Perform<'retrieve'> = async ({ corpus, question, passages, injection }, call) =>
  new Passages(
    // The step's own time limit comes by the signal.
    await call.find({
      corpus,
      question: call.text(question),
      passages,
      injection,
      milliseconds: longestAnswer * 1000,
      signal: call.signal,
      span: call.span,
    }),
  );
