/** Passages as a model reads them. */
import { belowHeading } from '../../../core/grounding/passages';
import type { RetrievedPassage } from '../../shared/grounding/retrieved';

/** Numbered, by which an answer can name them, each below its headings. */
export const passagesText = (passages: readonly RetrievedPassage[]): string =>
  passages.map((passage, at) => `[${at + 1}] ${belowHeading(passage)}`).join('\n\n');
