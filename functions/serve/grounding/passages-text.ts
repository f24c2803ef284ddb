/** Passages as a model reads them. */
import type { RetrievedPassage } from '../../shared/grounding/retrieved';

/** Numbered, by which an answer can name them, each below its headings. */
export const passagesText = (passages: readonly RetrievedPassage[]): string =>
  passages.map(({ heading, text }, at) => `[${at + 1}] ${heading === '' ? '' : `${heading}\n`}${text}`).join('\n\n');
