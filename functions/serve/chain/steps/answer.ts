/** answer: the model in production is asked. */
import type { Perform } from './step';

export const answer: Perform<'answer'> = (question, call) => call.ask(question, { hearing: call });
