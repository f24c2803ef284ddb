/** That each step does one thing, and one of them asks the model that all is about. */
import { kindNames, stepKindsOf } from '../../core/chain/kinds';
import type { ChainSpec } from '../../schemas/generated/types';
import type { Complain } from '../tuning-checks';

export function checkKinds({ steps }: ChainSpec, complain: Complain): void {
  for (const [name, step] of Object.entries(steps)) {
    const kinds = stepKindsOf(step);
    if (kinds.length === 0)
      complain(['steps', name], `the step ${name} does nothing: give it one of ${kindNames.join(', ')}`);
    if (kinds.length > 1)
      complain(['steps', name, kinds[1]!], `the step ${name} is ${kinds.join(' and ')}: make a step of each`);
  }
  const answering = Object.keys(steps).filter((name) => steps[name]!.answer);
  if (answering.length === 0) complain(['steps'], 'no step asks the model in production: give one of them answer: {}');
  for (const name of answering.slice(1))
    complain(
      ['steps', name, 'answer'],
      `the steps ${answering[0]} and ${name} both ask the model in production: one does, so that it can be said what came of it`,
    );
}
