/** ask: a base model is asked as it is. */
import type { Perform } from './step';

export const askBase: Perform<'ask'> = (question, { ask, signal, onText }) =>
  ask({ path: [], ...question }, { generation: question.generation, hearing: { signal, ...(onText && { onText }) } });
