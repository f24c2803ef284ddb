/** retrieve: passages are looked for where the deployment keeps them. */
import { StepTrouble } from '../failed';
import { Passages } from '../passages';
import type { Perform } from './step';

export const retrieve: Perform<'retrieve'> = async ({ corpus, question, passages }, call) => {
  if (!call.retrieve)
    throw new StepTrouble(501, `looks for passages of ${corpus}, and nothing is indexed here`, {
      fix: 'index the corpus, or leave the step out of the chain',
    });
  return new Passages(await call.retrieve(corpus, call.text(question), passages, call.signal));
};
