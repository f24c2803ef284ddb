/** classify: a base model that can say nothing but the labels. */
import { StepTrouble } from '../failed';
import type { Perform } from './step';

export const classify: Perform<'classify'> = async (question, call) => {
  const { labels } = question;
  const said = (
    await call.ask(question, { choices: labels, hearing: { signal: call.signal, span: call.span } })
  ).trim();
  const label = labels.find((each) => each === said);
  if (label !== undefined) return label;
  throw new StepTrouble(502, 'was given none of its labels', {
    reason: `${JSON.stringify(said)} is none of the labels`,
  });
};
