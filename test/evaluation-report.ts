/** A report of an evaluation as evaluate writes it: an example a line. */
import type { EvaluatedExample } from '../schemas/generated/types';

export const reportText = (examples: EvaluatedExample[]): string =>
  `{\n  "pipeline": "p",\n  "predictions": [${examples.map((example) => `\n    ${JSON.stringify(example)}`).join(',')}\n  ]\n}\n`;
