/** ask: a base model is asked as it is. */
import type { Perform } from './step';

export const askBase: Perform<'ask'> = (question, call) =>
  call.ask(question, { generation: question.generation, hearing: call });
