/** classify: a base model that can say nothing but the labels. */
import { StepTrouble } from '../failed';
import type { Perform } from './step';

export const classify: Perform<'classify'> = async ({ labels, ...question }, { ask, signal }) => {
  const said = (await ask({ path: [], ...question }, { choices: labels, hearing: { signal } })).trim();
  const label = labels.find((each) => each === said);
  if (label !== undefined) return label;
  throw new StepTrouble(502, 'was given none of its labels', {
    reason: `${JSON.stringify(said)} is none of the labels`,
  });
};
