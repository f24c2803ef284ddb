/** retrieve: passages are looked for where the deployment keeps them. */
import { StepTrouble } from '../failed';
import { Passages } from '../passages';
import type { Perform } from './step';

export const retrieve: Perform<'retrieve'> = async (
  { corpus, question, passages },
  { text, retrieve: find, signal },
) => {
  if (!find)
    throw new StepTrouble(501, `looks for passages of ${corpus}, and nothing is indexed here`, {
      fix: 'index the corpus, or leave the step out of the chain',
    });
  return new Passages(await find(corpus, text(question), passages, signal));
};
