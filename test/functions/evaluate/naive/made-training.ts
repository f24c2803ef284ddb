/** Training examples for the tests of naive rivals. */
import type { TrainingExample } from '../../../../functions/evaluate/naive/rival';

export const asked = (...texts: string[]): TrainingExample['request'] => ({
  turns: texts.map((text, at) => ({ role: (texts.length - at) % 2 === 1 ? 'user' : 'model', text })),
});

/** @param pairs what is asked, and what is answered */
export const trainingOf = (...pairs: [question: string, target: string][]): TrainingExample[] =>
  pairs.map(([question, target]) => ({ request: asked(question), target }));
